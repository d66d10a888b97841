/** The frame of every page: head, look, script, and the headers that keep it to itself. */
import { randomBytes } from 'node:crypto';
import type { PageLook } from '@fabula/actions';
import type { FastifyReply } from 'fastify';
import { Html, html, type Part } from './html.ts';
import { styleOf } from './page-style.ts';

export interface PageDocument {
  readonly status: number;
  readonly title: string;
  readonly look: PageLook;
  readonly body: Part;
  readonly script?: string;
  /** An address that the browser goes to at once. */
  readonly goesTo?: string;
  /** Looks again by itself, with scripts or without. */
  readonly isWaiting?: boolean;
  /** Widths in pixels by class. */
  readonly widths?: ReadonlyMap<string, number>;
}

export const plainLook: PageLook = {
  width: 'small',
  appearance: 'auto',
  background: null,
  action: null,
  logo: null,
  isBordered: true,
};

/** Seconds. */
const looksAgainAfter = 3;

export function sendDocument(reply: FastifyReply, page: PageDocument): FastifyReply {
  const nonce = randomBytes(16).toString('base64');
  const { look, title, script } = page;
  const markup = html`<!doctype html>
<html lang="en" class="${look.appearance}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
${page.goesTo === undefined ? null : html`<meta http-equiv="refresh" content="0;url=${page.goesTo}">`}
${page.isWaiting ? html`<noscript><meta http-equiv="refresh" content="${looksAgainAfter}"></noscript>` : null}
<style nonce="${nonce}">${new Html(styleOf(look, page.widths ?? new Map()))}</style>
</head>
<body>
<main class="${look.isBordered ? 'bordered' : ''}">
${look.logo === null ? null : html`<img class="logo" src="${look.logo}" alt="">`}
${page.body}
</main>
${script === undefined ? null : html`<script nonce="${nonce}">${new Html(script)}</script>`}
</body>
</html>`;
  return reply
    .code(page.status)
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': [
        "default-src 'none'",
        `style-src 'nonce-${nonce}'`,
        `script-src 'nonce-${nonce}'`,
        'img-src data:',
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
      ].join('; '),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      ...(page.isWaiting ? { 'x-fabula-page': 'waiting' } : {}),
    })
    .send(markup.text);
}
