/**
 * `/pages/<identifier>` and `/pages/<identifier>/<token>`: the pages of stories. One that begins its story starts a run with
 * every submission; one in the middle goes on with the run that its token names.
 *
 * A submission is answered by a redirection to what became of it, so that reloading shows it again and sends nothing.
 */
import {
  makeRateCounter,
  maxRows,
  type PageAfter,
  pageVisibility,
  prefilled,
  readSubmission,
  resolveAfter,
  resolvePage,
  type Sent,
  type ShownPage,
  stateReader,
  writtenIn,
} from '@fabula/actions';
import { type Brakes, type Clock, type Engine, OptionFailure, type OptionReader, type StoryBook } from '@fabula/engine';
import { isObjectValue, makeObject, type ObjectValue, parseJson } from '@fabula/formula';
import { type DefinedAction, type EventId, PAGE_TYPE, pagePath, type StoryDefinition } from '@fabula/model';
import {
  type Database,
  findEvent,
  findVisitedRun,
  listWaitingVisits,
  newestEventIn,
  type VisitedRun,
  type WaitingVisit,
} from '@fabula/store';
import cookie from '@fastify/cookie';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiFailure } from '../api/api-failure.ts';
import type { BodyTurns } from '../intake/body-turns.ts';
import { type ArrivedBody, type BodyReader, BodyRefused } from '../intake/read-body.ts';
import type { LinkKey } from '../links/link-key.ts';
import { isRootPage, pagePathOf, pageToken, readPageToken } from '../links/page-links.ts';
import type { Logger } from '../observe/logger.ts';
import { authenticate } from '../sign-in/authenticate.ts';
import type { Principal } from '../sign-in/principal.ts';
import { requireSameSite } from '../sign-in/same-site.ts';
import { type PageDocument, sendDocument } from './document.ts';
import { renderForm, widthClass } from './form.ts';
import * as notices from './notices.ts';
import { OpenedForms } from './opened-forms.ts';
import { submissionEvent } from './page-events.ts';
import { formScript } from './page-script.ts';
import { readForm, type SentForm } from './read-form.ts';

export interface PageParts {
  readonly engine: Pick<Engine, 'accept' | 'answerWaiting' | 'reader'>;
  readonly stories: Pick<StoryBook, 'findByWebhookPath' | 'peekTeamValues' | 'teamValues'>;
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly links: LinkKey;
  readonly publicOrigin: () => string;
  readonly bodies: BodyReader;
  readonly turns: BodyTurns;
  readonly pressure: Brakes['pressure'];
  /** Submissions a minute to one page; null: no limit. */
  readonly limitPerMinute: number | null;
}

interface Target {
  readonly story: StoryDefinition;
  readonly action: DefinedAction;
}

interface PageParams {
  readonly identifier: string;
  readonly token?: string;
}

type PageCall = FastifyRequest<{ Params: PageParams }>;

/** One in the middle of a run, as it stands now. */
interface Visit {
  readonly target: Target;
  readonly run: VisitedRun;
  readonly waiting: WaitingVisit | undefined;
}

/** Answers that end a request early. */
class Answered extends Error {
  readonly page: PageDocument;

  constructor(page: PageDocument) {
    super(page.title);
    this.page = page;
  }
}

/** For how long another answer to the same page is waited for, in steps. */
const answerAttempts = 20;
const answerPauseMs = 100;

export async function pageRoutes(app: FastifyInstance, parts: PageParts): Promise<void> {
  const { engine, stories, database, clock, log, links } = parts;
  const rates = makeRateCounter();
  const forms = new OpenedForms(links);

  await app.register(cookie);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (request, stream, done) => {
    const declared = request.headers['content-length'];
    const admit = async (): Promise<void> => {
      const call = request as PageCall;
      await enter(call, await findTarget(call.params.identifier));
    };
    parts.bodies.read(stream, declared === undefined ? null : Number(declared), admit, done);
  });
  app.setErrorHandler((error: Error, request, reply) => {
    if (error instanceof SignInFirst) {
      return reply.redirect(`/sign-in?next=${encodeURIComponent(request.url)}`, 303);
    }
    const page = pageForError(error);
    if (page === null) log.error({ err: error, path: request.routeOptions.url }, 'a page failed');
    return sendDocument(reply, page ?? notices.broken);
  });

  const options = { config: { permission: 'anyone' } } as const;
  app.get('/pages/:identifier', options, (request: PageCall, reply) => openRoot(request, reply));
  app.post('/pages/:identifier', options, (request: PageCall, reply) => withForm(request, reply, submitRoot));
  app.get('/pages/:identifier/:token', options, (request: PageCall, reply) => openVisit(request, reply));
  app.post('/pages/:identifier/:token', options, (request: PageCall, reply) => withForm(request, reply, submitVisit));

  async function findTarget(identifier: string): Promise<Target> {
    const found = identifier.includes('\0') ? null : await stories.findByWebhookPath(pagePath(identifier));
    const action = found?.story.actions.find((candidate) => candidate.id === found.actionId);
    if (found === null || action?.type !== PAGE_TYPE) throw new Answered(notices.notThere);
    const { story } = found;
    if (stories.peekTeamValues(story) === undefined) await stories.teamValues(story);
    return { story, action };
  }

  /** Who comes in; null: somebody unknown to a page that is for everybody. */
  async function enter(request: PageCall, { story, action }: Target): Promise<Principal | null> {
    const visibility = pageVisibility(action, engine.reader(story, action.id));
    const principal = await authenticate(database, clock, request);
    if (principal === null && visibility !== 'public') throw new SignInFirst();
    if (principal !== null && visibility === 'team' && !principal.isOwner && !principal.roleByTeam.has(story.teamId)) {
      throw new Answered(notices.notForYou);
    }
    if (principal?.via === 'session') requireSameSite(request, parts.publicOrigin());
    if (story.isDisabled || action.isDisabled) throw new Answered(notices.switchedOff);
    return principal;
  }

  async function withForm(
    request: PageCall,
    reply: FastifyReply,
    submit: (request: PageCall, reply: FastifyReply, form: SentForm) => Promise<FastifyReply>,
  ): Promise<FastifyReply> {
    // Nothing else gives bodies to these routes.
    const body = (request.body ?? null) as ArrivedBody | null;
    const isFull = parts.pressure() !== null || isOverLimit(request.params.identifier);
    if (body === null || isFull) {
      body?.letGo();
      throw new Answered(
        body === null ? notices.unreadable : parts.pressure() === null ? notices.tooMany : notices.notNow,
      );
    }
    const turn = parts.turns.tryTake(body) ?? (await parts.turns.wait(body));
    if (turn === null) throw new Answered(notices.notNow);
    try {
      const form = await readForm(request.headers['content-type'] ?? '', turn.bytes);
      if (form === null) throw new Answered(notices.unreadable);
      return await submit(request, reply, form);
    } finally {
      turn.end();
    }
  }

  function isOverLimit(identifier: string): boolean {
    const limit = parts.limitPerMinute;
    return limit !== null && rates.take(`page ${identifier}`, limit, 60_000, clock.now()) > 0;
  }

  async function openRoot(request: PageCall, reply: FastifyReply) {
    const target = await findTarget(request.params.identifier);
    if (!isRootPage(target.story, target.action)) throw new Answered(notices.partOfRun);
    const principal = await enter(request, target);
    const reader = engine.reader(target.story, target.action.id);
    const page = readPage(target, reader, principal);
    return sendForm(request, reply, page, reader, { sent: prefilled(page, queryOf(request)) });
  }

  async function submitRoot(request: PageCall, reply: FastifyReply, form: SentForm) {
    const target = await findTarget(request.params.identifier);
    if (!isRootPage(target.story, target.action)) throw new Answered(notices.partOfRun);
    const principal = await enter(request, target);
    const reader = engine.reader(target.story, target.action.id);
    const page = readPage(target, reader, principal, rowsIn(form));
    if (form.grows !== null) return sendForm(request, reply, page, reader, form);
    if (!forms.isToken(form.token)) throw new Answered(notices.unreadable);
    const { address, isFirst } = await forms.once(form.token, async () => {
      const submission = readSubmission(page, form.sent, reader);
      if (!submission.ok) {
        sendForm(request, reply, page, reader, { ...form, problems: submission.problems });
        return null;
      }
      const { story, action } = target;
      const payload = submissionEvent(submission.body, request, principal, page.isAnonymous);
      const accepted = await engine.accept({ story, actionId: action.id, payload, origin: 'page' });
      if (!accepted.ok) {
        sendDocument(reply, notices.notNow);
        return null;
      }
      return `${pathOf(request)}/${pageToken(links, accepted.runGuid, action.id)}?sent=1`;
    });
    if (address !== null) return reply.redirect(address, 303);
    return isFirst ? reply : sendDocument(reply, notices.notNow);
  }

  async function findVisit(request: PageCall): Promise<Visit & { readonly principal: Principal | null }> {
    const target = await findTarget(request.params.identifier);
    const named = readPageToken(links, request.params.token ?? '');
    if (named === null || named.actionId !== target.action.id) throw new Answered(notices.notThere);
    const principal = await enter(request, target);
    const now = new Date(clock.now());
    const run = await findVisitedRun(database.kysely, named.runGuid, now);
    if (run === null || run.storyId !== target.story.id) throw new Answered(notices.expired);
    const waiting = (await listWaitingVisits(database.kysely, run.id)).find(
      ({ actionId }) => actionId === target.action.id,
    );
    return { target, run, waiting, principal };
  }

  async function openVisit(request: PageCall, reply: FastifyReply) {
    const visit = await findVisit(request);
    const { target, run, waiting, principal } = visit;
    const isSent = queryOf(request).some(([name]) => name === 'sent');
    if (isSent) return sendOutcome(reply, visit);
    if (waiting === undefined) return sendNothingToDo(reply, visit);
    const reader = await readerAt(target, run, waiting.eventId);
    const page = readPage(target, reader, principal);
    return sendForm(request, reply, page, reader, { sent: prefilled(page, queryOf(request)) });
  }

  async function submitVisit(request: PageCall, reply: FastifyReply, form: SentForm) {
    const visit = await findVisit(request);
    const { target, run, waiting, principal } = visit;
    if (waiting === undefined) return sendNothingToDo(reply, visit);
    const reader = await readerAt(target, run, waiting.eventId);
    const page = readPage(target, reader, principal, rowsIn(form));
    if (form.grows !== null) return sendForm(request, reply, page, reader, form);
    const submission = readSubmission(page, form.sent, reader);
    if (!submission.ok) return sendForm(request, reply, page, reader, { ...form, problems: submission.problems });
    const payload = submissionEvent(submission.body, request, principal, page.isAnonymous);
    for (let attempt = 0; attempt < answerAttempts; attempt += 1) {
      const result = await engine.answerWaiting(waiting.deliveryId, payload);
      if (result === 'answered') return reply.redirect(`${pathOf(request)}?sent=1`, 303);
      if (result === 'gone') return reply.redirect(pathOf(request), 303);
      await new Promise<void>((resolve) => clock.at(clock.now() + answerPauseMs, resolve));
    }
    return sendDocument(reply, notices.notNow);
  }

  /** It does not wait for a submission: not yet, or not any more. */
  async function sendNothingToDo(reply: FastifyReply, { target, run }: Visit) {
    const { look } = readPage(target, engine.reader(target.story, target.action.id), null);
    const event = await newestEventIn(database.kysely, run.id, target.action.id, new Date(clock.now()));
    if (event !== null) return sendDocument(reply, notices.submittedAlready(look));
    if (!run.goesOn) return sendDocument(reply, notices.expired);
    const message = 'The run has not come to this page yet. It appears here by itself.';
    return sendDocument(reply, notices.waiting(look, 'Please wait', message));
  }

  async function sendOutcome(reply: FastifyReply, { target, run }: Visit) {
    const { story, action } = target;
    const now = new Date(clock.now());
    const event = await newestEventIn(database.kysely, run.id, action.id, now);
    const reader = await readerAt(target, run, event);
    const { look } = readPage(target, reader, null);
    if (event === null) {
      const page = run.goesOn
        ? notices.waiting(look, 'Please wait', 'Your submission is on its way.')
        : notices.expired;
      return sendDocument(reply, page);
    }
    const after = readAfter(target, reader);
    if (after === null) return sendDocument(reply, notices.thanks(look, 'Thank you for your submission'));
    if (after.mode === 'redirect' && after.redirect !== null) {
      return sendDocument(reply, notices.goesElsewhere(look, after.redirect));
    }
    if (after.mode === 'story_run') {
      const next = (await listWaitingVisits(database.kysely, run.id))
        .map(({ actionId }) => story.actions.find(({ id }) => id === actionId))
        .find((candidate) => candidate?.type === PAGE_TYPE);
      const address = next === undefined ? null : pagePathOf(links, story, next, run.guid);
      if (address !== null) return reply.redirect(address, 303);
      if (run.goesOn) return sendDocument(reply, notices.waiting(look, 'Please wait', after.loading));
    }
    return sendDocument(reply, notices.thanks(look, after.message));
  }

  /** null: it cannot be read; what was submitted counts all the same. */
  function readAfter({ story, action }: Target, reader: OptionReader): PageAfter | null {
    try {
      return resolveAfter(action, reader);
    } catch (error) {
      if (!(error instanceof OptionFailure)) throw error;
      log.warn({ storyId: story.id, actionId: action.id, fault: error.message }, 'what follows a page cannot be read');
      return null;
    }
  }

  /** Formulas see what an event of the run sees; null: nothing of it. */
  async function readerAt({ story, action }: Target, run: VisitedRun, eventId: EventId | null): Promise<OptionReader> {
    const event = eventId === null ? null : await findEvent(database.kysely, eventId);
    const tree = event === null ? null : parseJson(event.payloadText);
    const seen: ObjectValue = tree?.ok && isObjectValue(tree.value) ? tree.value : makeObject([]);
    return engine.reader(story, action.id, { tree: seen, runGuid: run.guid });
  }

  function readPage(
    { story, action }: Target,
    reader: OptionReader,
    principal: Principal | null,
    rows?: ReadonlyMap<string, number>,
  ): ShownPage {
    try {
      return resolvePage(action, reader, rows);
    } catch (error) {
      if (!(error instanceof OptionFailure)) throw error;
      log.warn({ storyId: story.id, actionId: action.id, fault: error.message }, 'a page cannot be read');
      const isMember = principal !== null && (principal.isOwner || principal.roleByTeam.has(story.teamId));
      throw new Answered(notices.cannotBeShown(isMember ? error.message : null));
    }
  }

  function sendForm(
    request: PageCall,
    reply: FastifyReply,
    page: ShownPage,
    reader: OptionReader,
    {
      sent,
      token,
      problems = [],
    }: { sent: Sent; token?: string; problems?: Parameters<typeof renderForm>[0]['problems'] },
  ): FastifyReply {
    const stateOf = stateReader(writtenIn(page, sent), reader);
    const widths = new Map(
      page.containers
        .flatMap(({ rows }) => rows.flat())
        .flatMap((element) => (element.width === null ? [] : [[widthClass(element), element.width] as const])),
    );
    const body = renderForm({
      page,
      sent,
      problems,
      address: pathOf(request),
      token: token === undefined || !forms.isToken(token) ? forms.newToken() : token,
      // What depends on what is written is hidden by the script, so that it can be reached without one.
      isHidden: (of) =>
        of.conditions.every(({ tests }) => tests.every((test) => 'holds' in test)) && !stateOf(of).isShown,
    });
    const status = problems.length === 0 ? 200 : 422;
    return sendDocument(reply, { status, title: page.title, look: page.look, body, script: formScript, widths });
  }
}

/** Nobody is signed in, and the page is not for everybody. */
class SignInFirst extends Error {}

/** null: not one of those that are expected. */
function pageForError(error: Error): PageDocument | null {
  if (error instanceof Answered) return error.page;
  if (error instanceof OptionFailure) return notices.cannotBeShown(null);
  if (error instanceof BodyRefused) {
    return error.fault === 'too_big'
      ? notices.tooBig
      : error.fault === 'malformed'
        ? notices.unreadable
        : notices.notNow;
  }
  if (error instanceof ApiFailure) return notices.crossSite;
  return 'code' in error && /^(?:ECONNRESET|FST_ERR_CTP_.*)$/.test(String(error.code)) ? notices.unreadable : null;
}

/** Rows of the containers that grow, the one that was asked for included. */
function rowsIn({ rows, grows }: SentForm): ReadonlyMap<string, number> {
  return new Map(
    [...rows].map(([guid, count]) => [
      guid,
      Math.max(0, Math.min(maxRows, Math.floor(count) + (guid === grows ? 1 : 0))),
    ]),
  );
}

function queryOf(request: FastifyRequest): readonly (readonly [string, string])[] {
  const questionMark = request.url.indexOf('?');
  return questionMark < 0 ? [] : [...new URLSearchParams(request.url.slice(questionMark + 1))];
}

function pathOf(request: FastifyRequest): string {
  return (request.url.split('?')[0] ?? '').replace(/\/$/, '');
}
