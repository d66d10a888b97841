/**
 * What a run must come to, computed in the plainest way: walk the story from its entry, carry payloads along, count what
 * each action emits. It shares nothing with the engine; it knows the toy actions by heart.
 *
 * What the outside did to a request is not known beforehand where a process died in between: `unknownIn` says how often that
 * was recorded in one of the runs that began with this payload, and such a delivery goes down the failure path.
 */
import { getKey, type Value } from '@fabula/formula';
import type { ActionId, DefinedAction, LinkKind, StoryDefinition } from '@fabula/model';
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

/** `action payload` → how many deliveries ended in an unknown outcome. */
export type Unknown = ReadonlyMap<string, number>;

interface Run {
  readonly story: StoryDefinition;
  readonly unknownLeft: Map<string, number>;
  readonly seen: Set<string>;
  readonly collected: Map<ActionId, number>;
  /** Goes on with the call that the first exit answers. */
  answer: ((atMs: number) => void) | null;
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
      if (receiver !== undefined) steps.push({ run, action: receiver, payload, text, atMs });
    }
    if (run.answer === null || run.story.sendToStory?.exitActionIds.includes(action.id) !== true) return;
    const { answer } = run;
    run.answer = null;
    answer(atMs);
  }

  function begin(target: StoryDefinition, payload: ToyPayload, atMs: number, answer: Run['answer']): Run {
    const text = asText(payload);
    const unknownLeft = new Map(unknownIn(target, text));
    const run: Run = { story: target, unknownLeft, seen: new Set(), collected: new Map(), answer };
    result.runs++;
    const entry = target.actions[0];
    if (entry !== undefined) write(run, entry, 'default', payload, text, atMs);
    return run;
  }

  function perform({ run, action, payload, text, atMs }: Step): void {
    if (action.isDisabled) return;
    const option = (key: string): number => Number(getKey(action.options, key));
    const emit = (next: ToyPayload, kind: LinkKind = 'default', ms = 0): void =>
      write(run, action, kind, next, asText(next), atMs + ms);
    const emitIf = (kind: LinkKind, next: ToyPayload, nextText = asText(next), ms = 0): void => {
      if (run.story.links.some((link) => link.sourceId === action.id && link.kind === kind)) {
        write(run, action, kind, next, nextText, atMs + ms);
      }
    };
    switch (action.type.replace('Agents::', '')) {
      case 'Pass':
      case 'Throttle':
        return emit(payload);
      case 'Wait':
        return emit(payload, 'default', option('ms') * option('times'));
      case 'Explode':
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
        result.waitingCalls++;
        begin(target, passedOn(payload, action.id), atMs, (answeredAt) => {
          result.waitingCalls--;
          write(run, action, 'default', payload, asText(payload), answeredAt);
        });
        return;
      }
      default:
        throw new Error(`nothing is known of ${action.type}`);
    }
  }

  begin(story, root, 0, null);
  for (let step = steps.shift(); step !== undefined; step = steps.shift()) perform(step);
  return result;
}

const missingText = JSON.stringify({ error: "Couldn't find the target story." });

export function add<K>(counts: Map<K, number>, key: K, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}
