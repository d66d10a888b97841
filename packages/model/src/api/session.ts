/** Signing in from the browser. Not part of the documented API. */
import { z } from 'zod';
import { roles } from '../access/permissions.ts';
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
    roles: z.array(z.object({ team_id: z.int(), role: z.enum(roles) })),
  }),
});
