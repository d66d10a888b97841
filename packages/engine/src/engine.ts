/**
 * The engine: accepts what starts runs, and sees each run to its end.
 *
 * Promises (design.md section 4): what `accept` has answered is never lost; nothing leaves before it is durable; each
 * delivery's events are recorded once, whatever crashes. The parts: `run-ahead` computes, `commit` writes, `schedule`
 * takes up what is due, `decide` says what follows from what.
 */
import { getKey } from '@fabula/formula';
import {
  asId,
  type DefinedAction,
  type DeliveryId,
  type EventId,
  PAGE_TYPE,
  type ProcessId,
  type RunId,
  type StoryDefinition,
} from '@fabula/model';
import { type Activity, activityOf } from './activity.ts';
import { backtest } from './backtest/backtest.ts';
import type { EngineDependencies } from './dependencies.ts';
import type { Accepted, Engine, RunStarted, TurnedAway } from './door.ts';
import { ActionOptionReader } from './perform/option-reader.ts';
import { environmentFor, metaFor, pagesFor } from './perform/plan-job.ts';
import { tryAction } from './perform/try-action.ts';
import { noBrakes } from './ports/brakes.ts';
import type { Clock } from './ports/clock.ts';
import { noSecrets } from './ports/credentials.ts';
import type { AbortSignalLike } from './ports/outgoing.ts';
import type { RunRecord } from './ports/store.ts';
import { exitOf } from './run-ahead/exit-of.ts';
import { loadReceived } from './run-ahead/load-received.ts';
import type { Product, UnitEnd } from './run-ahead/product.ts';
import { Runner } from './run-ahead/runner.ts';
import { type LiveEvent, liveEvent } from './run-ahead/unit.ts';
import { Claims } from './schedule/claims.ts';

/** Jobs in memory above which new runs are turned away (429 or 503), so that memory stays bounded. */
const maxOpenJobs = 50_000;

export function createEngine(deps: EngineDependencies): Engine {
  const listeners = new Set<(activity: readonly Activity[]) => void>();
  let processId: ProcessId | null = null;
  let claims: Claims | null = null;
  let state: 'new' | 'running' | 'stopping' | 'fenced' = 'new';
  /** Who could not reach the database the last time they tried. */
  const cutOff = new Set<'commit' | 'claims'>();
  let isAnnouncing = false;
  let unlisten = (): void => undefined;

  const runner = new Runner(deps, {
    onCommitted: (product) => {
      passOn(product);
      for (const fact of product.ran) deps.observer?.actionRan?.(fact);
      for (const { storyId, outcome } of product.effects) deps.observer?.effectEnded?.(storyId, outcome);
      if (listeners.size > 0) tell(product);
    },
    onFenced: endFenced,
    onAvailability: (isAvailable) => note('commit', isAvailable),
    onRoom: () => claims?.wakeForRoom(),
  });

  function endFenced(): void {
    if (state === 'fenced') return;
    state = 'fenced';
    runner.stop();
    deps.report({ kind: 'fenced', message: 'This process was taken for dead and its work was given to others.' });
  }

  function note(who: 'commit' | 'claims', isAvailable: boolean): void {
    if (isAvailable) cutOff.delete(who);
    else cutOff.add(who);
  }

  /** What was left in the database is taken up again when it is due: by us, or, when it is due now, by others. */
  function passOn(product: Product): void {
    const now = deps.clock.now();
    let isForOthers = false;
    for (const { isClaimed, dueAt } of product.deliveries.values()) {
      if (isClaimed || dueAt === null) continue;
      claims?.wakeAt(dueAt);
      isForOthers ||= dueAt <= now;
    }
    if (isForOthers && (claims === null || runner.neighbours > 0)) announceWork();
  }

  /** At most one notice is on its way; nobody depends on it. */
  function announceWork(): void {
    if (isAnnouncing) return;
    isAnnouncing = true;
    deps.store
      .announceWork()
      .catch(() => undefined)
      .finally(() => {
        isAnnouncing = false;
      });
  }

  /** What could not be looked up now is looked up again by the claims. */
  function fallBack(looking: Promise<void>): void {
    looking.catch((thrown) => deps.report({ kind: 'database_unavailable', message: String(thrown) }));
  }

  function tell(product: Product): void {
    const activity = activityOf(product);
    if (activity.length > 0) for (const listener of listeners) listener(activity);
  }

  /** An event as the action that receives it sees it, and its run. */
  async function received(eventId: EventId | null): Promise<Received> {
    if (eventId === null) return { ok: true, event: null, run: null };
    try {
      const id = asId<DeliveryId>(1);
      const run = await deps.store.findRunOf(eventId);
      const event = (await loadReceived(deps.store, [{ id, eventId }])).get(id);
      return run === null || event === undefined ? eventGone : { ok: true, event, run };
    } catch {
      return cannotBeReached;
    }
  }

  /** Why nothing new can be taken now; null: it can. */
  async function turnAway(story: StoryDefinition, action: DefinedAction | undefined): Promise<TurnedAway | null> {
    if (state !== 'running') return turnedAway('unavailable', 5, `The engine is ${state}.`);
    if (cutOff.size > 0) return turnedAway('unavailable', 5, 'The database cannot be written at the moment.');
    if (runner.open > maxOpenJobs) return turnedAway('busy', 1, 'Too much is under way. Try again shortly.');
    if (action === undefined) return notInStory;
    const pressure = (deps.brakes ?? noBrakes).pressure();
    if (pressure !== null) return turnedAway(pressure.kind, pressure.retryAfterSeconds, pressure.message);
    try {
      await runner.ids.fillFor(runner.beginnings.idsToBegin(story, action));
      return null;
    } catch {
      return cannotBeReached;
    }
  }

  return {
    async start() {
      processId = await deps.store.register();
      const id = processId;
      runner.start(id);
      unlisten = deps.store.listen({
        work: () => claims?.wake(),
        answered: (runId, eventId) => fallBack(runner.exits.answeredBy(runId, eventId)),
        missed: () => {
          claims?.wake();
          fallBack(runner.exits.lookAgain());
        },
        buried: endFenced,
      });
      runner.effects.releaseWith((ids) => {
        // tried until it is done: rows that a living process keeps and does not work on would never be done
        runner.retrying(
          () => deps.store.release(id, ids),
          () => claims?.wake(),
        );
      });
      runner.neighbours = (await deps.store.reclaimFromDead(processId)).neighbours;
      await runner.ids.fill();
      state = 'running';
      if (deps.roles?.worker !== false) {
        claims = new Claims(deps, runner, processId, (isAvailable) => note('claims', isAvailable));
        claims.wake();
      }
    },

    async stop(graceMs = 5_000) {
      if (state === 'new') {
        // A start that failed may have registered.
        if (processId !== null) await deps.store.unregister(processId);
        return;
      }
      if (state === 'running') state = 'stopping';
      unlisten();
      await claims?.stop();
      runner.effects.leaveWaiting();
      await settled(deps.clock, graceMs, () => runner.open === 0 && runner.committer.backlog === 0);
      runner.stopComputing();
      runner.committer.close();
      runner.committer.kick();
      await settled(deps.clock, graceMs, () => !runner.committer.isWriting);
      runner.stop();
      await runner.committer.drain();
      if (processId !== null) await deps.store.unregister(processId);
      if (runner.neighbours > 0) await deps.store.announceWork().catch(() => undefined);
    },

    health() {
      if (state !== 'running') return { isReady: false, reason: `the engine is ${state}` };
      if (cutOff.size > 0) return { isReady: false, reason: 'the database cannot be written' };
      const reason = claims?.progress.fault() ?? runner.committer.fault() ?? deps.brakes?.pressure()?.message ?? null;
      return reason === null ? { isReady: true } : { isReady: false, reason };
    },

    async accept(root) {
      const action = root.story.actions.find((candidate) => candidate.id === root.actionId);
      const refusal = await turnAway(root.story, action);
      if (refusal !== null || action === undefined) return refusal ?? notInStory;
      let awaitedRun: RunId | null = null;
      const giveUp = (): void => {
        if (awaitedRun !== null) runner.exits.forget(awaitedRun);
      };
      const exit = root.awaitExit === undefined ? null : exitOf(deps.clock, root.awaitExit, giveUp);
      const { story, origin } = root;
      return new Promise<Accepted>((resolve) => {
        const traceParent = root.traceParent ?? null;
        const begun = runner.beginnings.begin(
          { story, action, origin, traceParent },
          { payload: root.payload },
          exit?.waiter ?? null,
          {
            written: () => {
              const { run, eventId } = begun;
              resolve({ ok: true, runId: run.id, runGuid: run.guid, eventId, exit: exit?.answer ?? null });
            },
            dropped: (end) => {
              exit?.cancel();
              giveUp();
              resolve(dropped(end));
            },
          },
        );
        if (exit !== null) awaitedRun = begun.run.id;
      });
    },

    async acceptWhenApproved(root) {
      const action = root.story.actions.find((candidate) => candidate.id === root.actionId);
      const refusal = await turnAway(root.story, action);
      if (refusal !== null || action === undefined) return refusal ?? notInStory;
      return new Promise<RunStarted>((resolve) => {
        const run = runner.beginnings.beginByAsking(root, action, {
          written: () => resolve({ ok: true, runId: run.id, runGuid: run.guid }),
          dropped: (end) => resolve(dropped(end)),
        });
      });
    },

    async runAction(story, actionId, eventId, state = null) {
      const action = story.actions.find((candidate) => candidate.id === actionId);
      const found = await received(eventId ?? null);
      const refusal = found.ok ? await turnAway(story, action) : found;
      if (refusal !== null || !found.ok || action === undefined) return refusal ?? notInStory;
      return new Promise<RunStarted>((resolve) => {
        const run = runner.beginnings.beginByPerforming(
          { story, action, origin: 'manual' },
          { received: found.event, state },
          {
            written: () => resolve({ ok: true, runId: run.id, runGuid: run.guid }),
            dropped: (end) => resolve(dropped(end)),
          },
        );
      });
    },

    async emitAgain({ story, actionId, eventId, payload, isReEmitted = false }) {
      const action = story.actions.find((candidate) => candidate.id === actionId);
      const found = await received(eventId);
      const refusal = found.ok ? await turnAway(story, action) : found;
      if (refusal !== null || !found.ok || action === undefined) return refusal ?? notInStory;
      return new Promise<RunStarted>((resolve) => {
        const { event, run } = found;
        const isEvent = event !== null && run !== null;
        const settler = {
          written: () => resolve({ ok: true, runId: started.id, runGuid: started.guid }),
          dropped: (end: UnitEnd) => resolve(dropped(end)),
        };
        const root = { story, action, origin: 'manual' } as const;
        const emission = { payload, isReEmitted };
        const started = isEvent ? run : runner.beginnings.begin(root, emission, null, settler).run;
        if (isEvent) runner.beginnings.emitAgain({ story, action }, run, event, emission, settler);
      });
    },

    async tryAction(story, actionId, { eventId, options, signal = neverAborted } = {}) {
      const action = story.actions.find((candidate) => candidate.id === actionId);
      if (action === undefined) return notInStory;
      const found = await received(eventId ?? null);
      if (!found.ok) return found;
      const tried = options === undefined ? action : { ...action, options };
      try {
        const value = await tryAction(deps, { story, action: tried, received: found.event, signal });
        return { ok: true, value };
      } catch (thrown) {
        deps.report({ kind: 'database_unavailable', message: String(thrown) });
        return cannotBeReached;
      }
    },

    backtest: (given) => backtest(deps, given),

    reader(story, actionId, received) {
      const action = story.actions.find((candidate) => candidate.id === actionId);
      if (action === undefined) throw new Error(`action ${actionId} is not part of story ${story.id}`);
      const team = deps.stories.peekTeamValues(story);
      if (team === undefined) throw new Error(`the values of team ${story.teamId} are not in memory`);
      const seen = received !== undefined && 'tree' in received ? received : undefined;
      const now = deps.clock.now();
      const run = {
        id: asId<RunId>(1),
        guid: seen?.runGuid ?? '',
        storyId: story.id,
        origin: 'webhook' as const,
        callerId: null,
        startedAt: now,
        rootActionId: actionId,
        traceParent: null,
        answerTo: null,
      };
      const output =
        received !== undefined && 'payload' in received
          ? { id: asId<EventId>(1), payload: received.payload }
          : undefined;
      const event = output && liveEvent(null, action.slug, output, null);
      return new ActionOptionReader({
        story,
        action,
        team,
        // what a page shows is for its visitors
        credential: (action.type === PAGE_TYPE ? noSecrets : (deps.credentials?.peek(story, action) ?? noSecrets))
          .values,
        environment: environmentFor(deps, run, story, actionId, null, now),
        output: (slug) => (seen === undefined ? event?.way.output(slug)?.payload : getKey(seen.tree, slug)),
        meta: () => metaFor(deps, run, story, action),
        pages: () => pagesFor(deps, run, story),
      });
    },

    async answerWaiting(deliveryId, payload) {
      if (state !== 'running' || cutOff.size > 0) return 'unavailable';
      return runner.calls.answerFromOutside(deliveryId, payload);
    },

    stats() {
      return {
        openJobs: runner.open,
        readyJobs: runner.ready.count,
        effectsInFlight: runner.effects.inFlight,
        effectsWaiting: runner.effects.waitingCount,
        waitingAnswers: runner.exits.size,
        overdueMs: claims?.progress.overdueMs ?? 0,
      };
    },

    onActivity(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    wake() {
      claims?.wake(true);
    },
  };
}

function turnedAway(kind: TurnedAway['kind'], retryAfterSeconds: number, message: string): TurnedAway {
  return { ok: false, kind, retryAfterSeconds, message };
}

type Received = { readonly ok: true; readonly event: LiveEvent | null; readonly run: RunRecord | null } | TurnedAway;

const neverAborted: AbortSignalLike = {
  aborted: false,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
};

const cannotBeReached = turnedAway('unavailable', 5, 'The database cannot be reached at the moment.');

const eventGone = turnedAway('refused', 0, 'The event is no longer there.');

const notInStory = turnedAway('refused', 0, 'The action is not part of the story.');

function dropped(end: UnitEnd): TurnedAway {
  return turnedAway(end.kind === 'refused' ? 'refused' : 'unavailable', 1, end.message);
}

/** Waits until it is so, looking again every 20 ms, at most `graceMs`. */
async function settled(clock: Clock, graceMs: number, isSo: () => boolean): Promise<void> {
  const until = clock.now() + graceMs;
  while (!isSo() && clock.now() < until) {
    await new Promise<void>((resolve) => clock.at(clock.now() + 20, resolve));
  }
}
