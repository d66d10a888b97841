/** Signing in from the browser. Not part of the documented API. */
import { z } from 'zod';
import { tenantGrants } from '../access/permissions.ts';
import { textInput } from './input.ts';

export const signInInput = z.object({
  email: textInput.trim().min(1, { error: 'must not be empty' }).max(320, { error: 'is too long' }),
  password: textInput.min(1, { error: 'must not be empty' }).max(1024, { error: 'is too long' }),
});

export const sessionShape = z.object({
  user: z.object({
    id: z.int(),
    email: z.string(),
    first_name: z.string(),
    last_name: z.string(),
    /** May do everything in every team. */
    is_admin: z.boolean(),
    /** What owners of the tenant have granted to them alone. */
    tenant_permissions: z.array(z.enum(tenantGrants)),
    roles: z.array(z.object({ team_id: z.int(), role: z.string(), permissions: z.array(z.string()) })),
  }),
});

/** What a sign-in page may offer beside passwords. */
export const signInWaysShape = z.object({
  /** Single sign-on with OpenID Connect. */
  oidc: z.boolean(),
});

/**
 * How a single sign-on may end without anybody signed in, as the sign-in page is told in its address: the provider cannot be
 * reached, it took too long or began in another browser, the provider or our check refused it, the provider does not vouch
 * for the e-mail address, nobody here has that address.
 */
export const signInFailures = ['away', 'expired', 'refused', 'unverified', 'unknown'] as const;
export type SignInFailure = (typeof signInFailures)[number];

/** Where a sign-in leads: to an address of this site alone, because `//elsewhere.example` would lead away from it. */
export function pathAfterSignIn(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])/.test(next) ? next : '/stories';
}
