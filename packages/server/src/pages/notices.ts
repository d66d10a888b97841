/** What a page says when there is no form to show. */
import type { PageLook } from '@fabula/actions';
import { type PageDocument, plainLook } from './document.ts';
import { type Html, html } from './html.ts';
import { renderMarkdown } from './markdown.ts';
import { waitingScript } from './page-script.ts';

export function notice(status: number, title: string, text: string, more: Html | null = null): PageDocument {
  return { status, title, look: plainLook, body: html`<h1>${title}</h1><p>${text}</p>${more}` };
}

export const notThere = notice(
  404,
  'There is no such page',
  'The address may be incomplete, or the page was removed. Ask whoever gave it to you.',
);

export const partOfRun = notice(
  404,
  'This page belongs to a run',
  'It can be opened only by the link that the run gives. Ask whoever sent you here for that link.',
);

export const switchedOff = notice(403, 'This page is switched off', 'Nothing can be submitted at the moment.');

export const notForYou = notice(
  403,
  'This page is not for you',
  'It is for members of another team. Sign in as somebody else, or ask the owner of the page.',
);

export const expired = notice(
  410,
  'This page has expired',
  'The run that it belonged to has ended, or what is known of it has been removed.',
);

export const unreadable = notice(
  400,
  'This could not be read',
  'The form arrived incomplete. Go back and send it again.',
);

export const tooBig = notice(
  413,
  'This is too much',
  'The files are larger than this server takes. Choose smaller ones.',
);

export const tooMany = notice(429, 'Too many submissions', 'Wait a minute, then send it again.');

export const notNow = notice(
  503,
  'Please try again',
  'This could not be taken in at the moment, and nothing was submitted. Go back and send it again in a little while.',
);

export const crossSite = notice(
  403,
  'Sent from another site',
  'For your safety this is accepted only from the page itself. Open the page and fill it in there.',
);

export const broken = notice(
  500,
  'Something went wrong',
  'The fault is in Fabula, not in what you did. Try again later.',
);

/** `detail` only for those who may change the page. */
export function cannotBeShown(detail: string | null): PageDocument {
  const text = 'A formula in it cannot be read. Whoever made the page must correct it.';
  return notice(422, 'This page cannot be shown', text, detail === null ? null : html`<pre>${detail}</pre>`);
}

export function submittedAlready(look: PageLook): PageDocument {
  return {
    ...notice(200, 'This was submitted already', 'What was sent first counts, and the story goes on with it.'),
    look,
  };
}

export function thanks(look: PageLook, message: string): PageDocument {
  return {
    status: 200,
    title: 'Submitted',
    look,
    body: html`<h1 class="plain">Submitted</h1><div class="text" role="status">${renderMarkdown(message)}</div>`,
  };
}

export function goesElsewhere(look: PageLook, address: string): PageDocument {
  return {
    status: 200,
    title: 'Submitted',
    look,
    goesTo: address,
    body: html`<h1>Submitted</h1><p>You are taken to <a href="${address}">${address}</a>.</p>`,
  };
}

export function waiting(look: PageLook, title: string, message: string): PageDocument {
  return {
    status: 200,
    title,
    look,
    isWaiting: true,
    script: waitingScript,
    body: html`<h1>${title}</h1><div class="spinner" aria-hidden="true"></div><div class="text" role="status">${renderMarkdown(message)}</div>`,
  };
}
