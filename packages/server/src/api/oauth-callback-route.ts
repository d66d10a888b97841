/** Where an OAuth server sends a person back to, with the code that gives a credential its first token. */
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { recordAudit } from '../audit/record-audit.ts';
import { callbackPath } from '../credentials/oauth-sign-in.ts';
import { authenticate } from '../sign-in/authenticate.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';

const input = z.object({
  state: z.string().max(1_000).default(''),
  code: z.string().max(10_000).default(''),
  error: z.string().max(1_000).default(''),
  error_description: z.string().max(1_000).default(''),
});

/**
 * Open to all, so that a browser that is not signed in gets a page that says what to do. A program that began with its key
 * may send it here too; else the owner of the key signs in to Fabula in the browser.
 */
export function oauthCallbackRoute(app: ApiScope, { database, clock, credentials }: ApiParts): void {
  app.get(
    callbackPath,
    {
      config: { permission: 'anyone', audit: 'CredentialOauthTokenRefresh' },
      schema: { summary: 'The end of a sign-in at an OAuth server', tags: ['Credentials'], body: input },
    },
    async (request, reply) => {
      const { state, code, error, error_description } = request.body;
      if (code === '') {
        const reason = [error, error_description].filter((text) => text !== '').join(': ');
        return page(reply, 400, 'Not connected', `The sign-in did not succeed${reason === '' ? '' : ` (${reason})`}.`);
      }
      const principal = await authenticate(database, clock, request);
      if (principal === null) return page(reply, 401, 'Not connected', notSignedIn);
      const finished = await credentials.signIns.finish(state, code, principal.userId, (transaction, credential) =>
        recordAudit(request, transaction, {
          operation: 'CredentialOauthTokenRefresh',
          inputs: { credentialId: credential.id, isTest: credential.isTest },
          by: principal,
        }),
      );
      return finished.ok
        ? page(reply, 200, 'Connected', `The credential "${finished.value}" can be used now. This page can be closed.`)
        : page(reply, 400, 'Not connected', finished.error);
    },
  );
}

const notSignedIn =
  'Sign in to Fabula in this browser, as whoever saved the credential or owns the key that did, and reload this page soon: the code of the OAuth server is good for some minutes.';

function page(reply: FastifyReply, status: number, title: string, text: string): FastifyReply {
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .type('text/html; charset=utf-8')
    .serializer((html: unknown) => String(html))
    .send(
      `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escapeHtml(title)}</title><h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p></html>`,
    );
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
