/**
 * What a run must come to, computed in the plainest way: walk the story from its entry, carry payloads along, count what
 * each action emits. It shares nothing with the engine; it knows the toy actions by heart.
 *
 * What the outside did to a request is not known beforehand where a process died in between: `unknownIn` says how often that
 * was recorded in one of the runs that began with this payload, and such a delivery goes down the failure path. So it is with
 * whether an answer came in time.
 */
import { getKey, type Value } from '@fabula/formula';
import {
  type ActionId,
  type DefinedAction,
  groupInputOf,
  groupOutputType,
  type LinkKind,
  type StoryDefinition,
} from '@fabula/model';
import { asText, passedOn, type ToyPayload, withLap } from './payload.ts';

export interface Expected {
  /** `story.slug payload` → how many events; the runs that it calls included. */
  readonly events: Map<string, number>;
  /** Calls that are never answered. */
  waitingCalls: number;
  runs: number;
  /** Items that stay in collections of one run each. */
  itemsLeft: number;
  /** Events that came to each collection over all runs. */
  readonly gathered: Map<ActionId, number>;
  /** The database refuses what comes of it: how much of it is written depends on what was committed before. */
  isPoisoned: boolean;
  /** Longest time that the run spends waiting, in milliseconds; what throttles add is left out. */
  longestMs: number;
}

/** `action payload` → how many deliveries ended in an unknown outcome, or had no answer in time. */
export type Unknown = ReadonlyMap<string, number>;

interface Run {
  readonly story: StoryDefinition;
  readonly unknownLeft: Map<string, number>;
  readonly seen: Set<string>;
  readonly collected: Map<ActionId, number>;
  /** The group whose actions it is of; null: it is a run of the story. */
  readonly groupId: ActionId | null;
  /** Goes on with the call that the first exit answers; `ended`: that there is none. */
  answer: ((atMs: number, ended: boolean) => void) | null;
  /** What is left to do. */
  left: number;
  latestMs: number;
}

interface Step {
  readonly run: Run;
  readonly action: DefinedAction;
  readonly payload: ToyPayload;
  /** As it came: an unknown outcome loses everything but the root. */
  readonly text: string;
  readonly atMs: number;
}

/** Thrown when a story comes to more events than allowed. */
export class TooMuch extends Error {}

export const unknownPayloadText = '{"error":"outcome unknown","outcome":"unknown"}';

export function expectedOf(
  stories: readonly StoryDefinition[],
  story: StoryDefinition,
  root: ToyPayload,
  unknownIn: (story: StoryDefinition, payloadText: string) => Unknown = () => new Map(),
  maxEvents = 100_000,
): Expected {
  const result: Expected = {
    events: new Map(),
    waitingCalls: 0,
    runs: 0,
    itemsLeft: 0,
    gathered: new Map(),
    isPoisoned: false,
    longestMs: 0,
  };
  const steps: Step[] = [];
  let eventCount = 0;

  function write(
    run: Run,
    action: DefinedAction,
    kind: LinkKind,
    payload: ToyPayload,
    text: string,
    atMs: number,
  ): void {
    if (++eventCount > maxEvents) throw new TooMuch();
    add(result.events, `${run.story.name}.${action.slug} ${text}`, 1);
    result.longestMs = Math.max(result.longestMs, atMs);
    for (const link of run.story.links) {
      if (link.sourceId !== action.id || link.kind !== kind) continue;
      const receiver = run.story.actions.find(({ id }) => id === link.receiverId);
      if (receiver === undefined) continue;
      run.left++;
      steps.push({ run, action: receiver, payload, text, atMs });
    }
    run.latestMs = Math.max(run.latestMs, atMs);
    if (run.answer === null || !isExit(run, action)) return;
    const { answer } = run;
    run.answer = null;
    answer(atMs, false);
  }

  /** A part of the run is done: with the last one a group's run is over. */
  function leave(run: Run): void {
    run.left--;
    if (run.left > 0 || run.groupId === null || run.answer === null) return;
    const { answer } = run;
    run.answer = null;
    answer(run.latestMs, true);
  }

  function begin(
    target: StoryDefinition,
    payload: ToyPayload,
    atMs: number,
    answer: Run['answer'],
    entry = target.actions[0],
  ): void {
    const text = asText(payload);
    const unknownLeft = new Map(unknownIn(target, text));
    const groupId = entry?.groupId ?? null;
    const seen = new Set<string>();
    const run: Run = {
      story: target,
      unknownLeft,
      seen,
      collected: new Map(),
      groupId,
      answer,
      left: 1,
      latestMs: atMs,
    };
    result.runs++;
    if (entry !== undefined) write(run, entry, 'default', payload, text, atMs);
    leave(run);
  }

  /** The action goes on when it is answered, or without: how often it had to, is known only afterwards. */
  function waitFor(step: Step, call: (atMs: number, answer: Run['answer']) => void, turn = 1): void {
    const { run, action, payload, text, atMs } = step;
    const fail = (ms: number): void => {
      if (hasLinks(run, action, 'failure')) write(run, action, 'failure', payload, asText(payload), ms);
    };
    const key = `${timedOut(turn)} ${action.id} ${text}`;
    const lateOnes = run.unknownLeft.get(key) ?? 0;
    if (lateOnes > 0) {
      run.unknownLeft.set(key, lateOnes - 1);
      fail(atMs + Number(getKey(action.options, 'ms')));
      return call(atMs, null);
    }
    run.left++;
    result.waitingCalls++;
    call(atMs, (answeredAt, ended) => {
      result.waitingCalls--;
      if (ended) fail(answeredAt);
      else if (turn < Number(getKey(action.options, 'times') ?? 1))
        waitFor({ ...step, atMs: answeredAt }, call, turn + 1);
      else write(run, action, 'default', payload, asText(payload), answeredAt);
      leave(run);
    });
  }

  function perform(step: Step): void {
    const { run, action, payload, text, atMs } = step;
    if (action.isDisabled) return;
    const option = (key: string): number => Number(getKey(action.options, key));
    const emit = (next: ToyPayload, kind: LinkKind = 'default', ms = 0): void =>
      write(run, action, kind, next, asText(next), atMs + ms);
    const emitIf = (kind: LinkKind, next: ToyPayload, nextText = asText(next), ms = 0): void => {
      if (hasLinks(run, action, kind)) write(run, action, kind, next, nextText, atMs + ms);
    };
    switch (action.type.replace('Agents::', '')) {
      case 'Pass':
      case 'Throttle':
      case 'Again':
      case 'GroupOutputAgent':
        return emit(payload);
      case 'Loop':
      case 'Series':
        return emit({ ...payload, i: option('count'), laps: {} }, 'default', Number(getKey(action.options, 'ms') ?? 0));
      case 'Ask':
        return waitFor(step, (askedAt, answer) => answer?.(askedAt + 1_000, false));
      case 'TimedCall':
      case 'Group': {
        const name: Value | undefined = getKey(action.options, 'story');
        const isGroup = action.type === 'Agents::Group';
        const target = isGroup ? run.story : stories.find((each) => each.name === name);
        const entry = isGroup ? groupInputOf(run.story, action.id) : target?.actions[0];
        if (target === undefined || entry === undefined || (!isGroup && target.sendToStory === null)) {
          return emitIf('failure', payload);
        }
        return waitFor(step, (calledAt, answer) =>
          begin(target, passedOn(payload, action.id), calledAt, answer, entry),
        );
      }
      case 'Wait':
        return emit(payload, 'default', option('ms') * option('times'));
      case 'Explode':
      case 'Fork':
        for (let i = 0; i < option('count'); i++) emit({ ...payload, i });
        return;
      case 'Branch':
        return payload.i % option('modulo') === 0 ? emit(payload) : emitIf('no_match', payload);
      case 'Lap': {
        const count = payload.laps[action.slug] ?? 0;
        if (count < option('rounds')) return emit(withLap(payload, action.slug, count + 1));
        return emitIf('no_match', withLap(payload, action.slug, null));
      }
      case 'Fail':
        return emitIf('failure', payload);
      case 'Dedup': {
        const kind = payload.i % option('kinds');
        const key = `${action.id} ${kind}`;
        if (run.seen.has(key)) return;
        run.seen.add(key);
        return emit({ ...payload, i: kind, laps: {} });
      }
      case 'Collect': {
        const count = (run.collected.get(action.id) ?? 0) + 1;
        const size = option('size');
        result.itemsLeft += count < size ? 1 : 1 - size;
        run.collected.set(action.id, count % size);
        if (count === size) emit({ ...payload, i: size, laps: {} });
        return;
      }
      case 'Poison':
        result.isPoisoned = true;
        return;
      case 'Gather':
        return add(result.gathered, action.id, 1);
      case 'Send': {
        const key = `${action.id} ${text}`;
        const left = run.unknownLeft.get(key) ?? 0;
        if (left > 0) {
          run.unknownLeft.set(key, left - 1);
          return emitIf('failure', { ...payload, i: 0, laps: {} }, unknownPayloadText);
        }
        const attempts = Math.min(option('failures') + 1, option('attempts'));
        const ms = (attempts - 1) * 1000 + attempts * Number(getKey(action.options, 'ms') ?? 0);
        if (option('failures') >= option('attempts')) return emitIf('failure', payload, asText(payload), ms);
        return emit(payload, 'default', ms);
      }
      case 'Call': {
        const name: Value | undefined = getKey(action.options, 'story');
        const target = stories.find((each) => each.name === name);
        if (target?.sendToStory == null) return emitIf('failure', { ...payload, i: 0, laps: {} }, missingText);
        return waitFor(step, (calledAt, answer) => begin(target, passedOn(payload, action.id), calledAt, answer));
      }
      default:
        throw new Error(`nothing is known of ${action.type}`);
    }
  }

  begin(story, root, 0, null);
  for (let step = steps.shift(); step !== undefined; step = steps.shift()) {
    perform(step);
    leave(step.run);
  }
  return result;
}

/** Stands before the key of deliveries that had no answer in time when they asked for this turn. */
export const timedOut = (turn: number): string => `timed out ${turn}`;

function hasLinks({ story }: Run, action: DefinedAction, kind: LinkKind): boolean {
  return story.links.some((link) => link.sourceId === action.id && link.kind === kind);
}

function isExit({ story, groupId }: Run, action: DefinedAction): boolean {
  if (groupId !== null) return action.type === groupOutputType && action.groupId === groupId;
  return story.sendToStory?.exitActionIds.includes(action.id) === true;
}

const missingText = JSON.stringify({ error: "Couldn't find the target story." });

export function add<K>(counts: Map<K, number>, key: K, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}
