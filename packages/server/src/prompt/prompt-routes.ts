/**
 * `/prompt`: the addresses that `PROMPT("text")` makes. Whoever follows one makes the action emit one more event, with
 * `{prompt: {status: text}}`, in the run that the link came from; as often as it is followed.
 *
 * The documented product acts on the visit itself. Mail scanners and previews follow links too, so here the visit shows a
 * button and the button acts; `&now=true` at the end of a link makes the visit act at once.
 */
import type { Brakes, Clock, Engine, StoryBook } from '@fabula/engine';
import { makeObject } from '@fabula/formula';
import { type ActionId, asId, type DefinedAction, type EventId, type StoryDefinition } from '@fabula/model';
import { type Database, findAction } from '@fabula/store';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { LinkKey } from '../links/link-key.ts';
import { isPromptLink } from '../links/prompt-links.ts';
import type { Logger } from '../observe/logger.ts';
import { type PageDocument, plainLook, sendDocument } from '../pages/document.ts';
import { html } from '../pages/html.ts';
import * as notices from '../pages/notices.ts';
import { OpenedForms } from '../pages/opened-forms.ts';
import { formScript } from '../pages/page-script.ts';

export interface PromptParts {
  readonly engine: Pick<Engine, 'emitAgain'>;
  readonly stories: Pick<StoryBook, 'get'>;
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly links: LinkKey;
  readonly pressure: Brakes['pressure'];
}

interface Prompt {
  readonly story: StoryDefinition;
  readonly action: DefinedAction;
  readonly eventId: EventId | null;
  readonly status: string;
}

/** Of a form: the token of the page that shows the button. */
const maxFormBytes = 4_096;

export async function promptRoutes(app: FastifyInstance, parts: PromptParts): Promise<void> {
  const { engine, stories, database, log, links } = parts;
  const forms = new OpenedForms(links);

  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: maxFormBytes }, (_request, body, done) => {
    done(null, String(body));
  });
  app.setErrorHandler((error: Error & { code?: string }, request, reply) => {
    const isTheirs = error.code?.startsWith('FST_ERR_CTP_') ?? false;
    if (!isTheirs) log.error({ err: error, path: request.routeOptions.url }, 'a prompt failed');
    return sendDocument(reply, isTheirs ? notices.unreadable : notices.broken);
  });

  const options = { config: { permission: 'anyone' } } as const;
  app.get('/prompt', options, async (request, reply) => {
    const prompt = await findPrompt(request);
    if ('title' in prompt) return sendDocument(reply, prompt);
    const isAtOnce = request.method === 'GET' && parameter(request, 'now') === 'true';
    return sendDocument(reply, isAtOnce ? await answer(prompt) : question(request, prompt));
  });
  app.post('/prompt', options, async (request, reply) => {
    const prompt = await findPrompt(request);
    if ('title' in prompt) return sendDocument(reply, prompt);
    const token = new URLSearchParams(typeof request.body === 'string' ? request.body : '').get('token') ?? '';
    if (!forms.isToken(token)) return sendDocument(reply, notices.unreadable);
    let failure: PageDocument | null = null;
    const { address } = await forms.once(token, async () => {
      const page = await answer(prompt);
      if (page.status === 200) return '';
      failure = page;
      return null;
    });
    return sendDocument(reply, address === null ? (failure ?? notices.notNow) : done(prompt));
  });

  /** The prompt that the link is for, or what to say instead. */
  async function findPrompt(request: FastifyRequest): Promise<Prompt | PageDocument> {
    const [a, e] = [parameter(request, 'a'), parameter(request, 'e')];
    if (!/^\d{1,15}$/.test(a) || !/^\d{0,15}$/.test(e)) return notALink;
    const actionId = asId<ActionId>(Number(a));
    const eventId = e === '' ? null : asId<EventId>(Number(e));
    if (!isPromptLink(links, actionId, eventId, parameter(request, 'g'))) return notALink;
    const stored = await findAction(database.kysely, actionId);
    const story = stored === null ? null : await stories.get(stored.storyId);
    const action = story?.actions.find(({ id }) => id === actionId);
    if (story === null || action === undefined) return notices.expired;
    if (story.isDisabled || action.isDisabled) return notices.switchedOff;
    return { story, action, eventId, status: parameter(request, 's') };
  }

  function question(request: FastifyRequest, prompt: Prompt): PageDocument {
    const { action, status } = prompt;
    const name = status === '' ? action.name : status;
    return {
      status: 200,
      title: name,
      look: plainLook,
      script: formScript,
      body: html`<h1>${name}</h1><p>Press the button to answer. Nothing has happened yet.</p>
<form method="post" action="${request.url}"><input type="hidden" name="token" value="${forms.newToken()}">
<button type="submit">${status === '' ? 'Answer' : status}</button></form>`,
    };
  }

  async function answer(prompt: Prompt): Promise<PageDocument> {
    if (parts.pressure() !== null) return notices.notNow;
    const { story, action, eventId, status } = prompt;
    const payload = makeObject([['prompt', makeObject([['status', status]])]]);
    const emitted = await engine.emitAgain({ story, actionId: action.id, eventId, payload });
    if (emitted.ok) return done(prompt);
    return emitted.kind === 'refused' ? notices.expired : notices.notNow;
  }
}

const notALink = notices.notice(
  403,
  'This link is not valid',
  'It may be incomplete. Open it again from the message that it came in, as a whole.',
);

function done({ status }: Prompt): PageDocument {
  return notices.notice(
    200,
    'Thank you',
    status === '' ? 'Your answer was taken.' : `Your answer was taken: ${status}`,
  );
}

function parameter(request: FastifyRequest, name: string): string {
  const questionMark = request.url.indexOf('?');
  return questionMark < 0 ? '' : (new URLSearchParams(request.url.slice(questionMark + 1)).get(name) ?? '');
}
