/** What must hold when a history has come to rest. Gives a sentence for each promise that is broken. */
import { parseJson, type Value } from '@fabula/formula';
import type { ActionId, RunId, StoryDefinition } from '@fabula/model';
import { add, type Expected, expectedOf, timedOut } from './expected.ts';
import { readPayload, rootPayload } from './payload.ts';
import { attemptKey, type DeliveryRow } from './simulated-disk.ts';
import { timeIsUp } from './toy-actions.ts';
import type { Caller, World } from './world.ts';

/** Everything that comes from one request, or one tick. */
interface Family {
  readonly root: string;
  readonly story: StoryDefinition;
  readonly i: number;
  readonly runs: Set<RunId>;
  /** `story.slug payload` → how many events. */
  readonly events: Map<string, number>;
  /** `story payload` → for each run that began so, what ended in an unknown outcome. */
  readonly unknown: Map<string, Map<string, number>[]>;
  waitingCalls: number;
  expected: Expected | null;
}

/** What is left to do that should be done by now: while there is some, the history has not come to rest. */
export function unfinished(world: World): string[] {
  const left: string[] = [];
  for (const row of world.disk.deliveries.values()) {
    if (row.dueAt === null && row.claimedBy === null && !goesOn(world, row)) continue;
    const holder = row.claimedBy === null ? 'nobody' : `process ${row.claimedBy}`;
    left.push(`delivery ${row.id} to action ${row.actionId}, held by ${holder}, is not done`);
  }
  for (const { engine, isUp, name } of world.processes) {
    if (!isUp) continue;
    const stats = engine.stats();
    const { openJobs, readyJobs, effectsInFlight, effectsWaiting, waitingAnswers } = stats;
    if (openJobs + readyJobs + effectsInFlight + effectsWaiting + waitingAnswers > 0) {
      left.push(`${name} still has work in memory: ${JSON.stringify(stats)}`);
    }
  }
  for (const caller of world.callers) if (isLeftWaiting(world, caller)) left.push(`${caller.root} waits for an answer`);
  return left;
}

/** Whether it waits for somebody who answers in the end, or for a run in which nothing is left to do. */
function goesOn({ disk }: World, { id, waitsFor, isGroupCall }: DeliveryRow): boolean {
  if (waitsFor === id) return true;
  return isGroupCall && ![...disk.deliveries.values()].some(({ runId }) => runId === waitsFor);
}

function isLeftWaiting(world: World, { process, accepted, timeoutMs, exit, story }: Caller): boolean {
  if (!process.isUp) return false;
  if (accepted === null) return true;
  if (timeoutMs === null || exit !== null || !accepted.ok) return false;
  return exitOf(world, accepted.runId, story) !== null;
}

/** The time of the first exit that is on the disk. */
function exitOf(world: World, runId: RunId, story: StoryDefinition): number | null {
  const exits: readonly ActionId[] = story.webhookApi?.exitActionIds ?? [];
  for (const event of world.disk.events.values()) {
    if (event.runId === runId && exits.includes(event.actionId)) return event.createdAt;
  }
  return null;
}

export function brokenPromises(world: World): string[] {
  const families = familiesOf(world);
  const isPoisoned = [...families.values()].some(({ expected }) => expected?.isPoisoned === true);
  return [
    ...world.violations,
    ...world.disk.violations,
    ...world.outside.violations,
    ...unfinished(world),
    ...world.problems.filter(({ kind }) => kind === 'action_threw').map(({ message }) => `thrown: ${message}`),
    ...[...families.values()].flatMap(differences),
    ...callersBroken(world, families),
    ...runCounts(world),
    ...(isPoisoned ? [] : [...collections(world, families), ...ledger(world)]),
    ...ticks(world),
  ];
}

function familiesOf(world: World): ReadonlyMap<string, Family> {
  const { disk } = world;
  const storyOf = new Map(world.stories.map((story) => [story.id, story]));
  const rootOf = new Map<RunId, string>();
  const families = new Map<string, Family>();
  const gathers = new Set(
    world.stories
      .flatMap(({ actions }) => actions)
      .filter(isGather)
      .map(({ id }) => id),
  );
  const firstOf = new Map([...disk.events.values()].filter((each) => each.parentId === null).map((e) => [e.runId, e]));
  for (const run of disk.runs.values()) {
    const story = storyOf.get(run.storyId);
    const first = readPayload(payloadValue(firstOf.get(run.id)?.payloadText));
    const root = run.origin === 'schedule' ? run.guid : first.root;
    if (story === undefined || root === null) continue;
    rootOf.set(run.id, root);
    if (run.origin === 'call') continue;
    const { i } = first;
    const none = { runs: new Set<RunId>(), events: new Map(), unknown: new Map(), waitingCalls: 0, expected: null };
    families.set(root, { root, story, i, ...none });
  }
  const familyOf = (runId: RunId): Family | undefined => families.get(rootOf.get(runId) ?? '');
  const unknownOf = new Map<RunId, Map<string, number>>();
  const refused = hasPoison(world) ? refusedRuns(world) : new Set<RunId>();
  for (const run of disk.runs.values()) {
    const family = familyOf(run.id);
    if (family === undefined) continue;
    family.runs.add(run.id);
    const unknown = new Map<string, number>();
    unknownOf.set(run.id, unknown);
    const key = `${run.storyId} ${firstOf.get(run.id)?.payloadText}`;
    family.unknown.set(key, [...(family.unknown.get(key) ?? []), unknown]);
  }
  for (const event of disk.events.values()) {
    const family = familyOf(event.runId);
    if (family === undefined || gathers.has(event.actionId)) continue;
    add(family.events, `${storyOf.get(event.storyId)?.name}.${event.slug} ${event.payloadText}`, 1);
  }
  for (const log of disk.logs) {
    const inbound = log.inboundEventId === null ? undefined : disk.events.get(log.inboundEventId);
    if (inbound === undefined) continue;
    const unknown = unknownOf.get(log.runId);
    const key = `${log.actionId} ${inbound.payloadText}`;
    if (unknown === undefined) continue;
    for (const turn of [1, 2]) if (log.message === timeIsUp(turn)) add(unknown, `${timedOut(turn)} ${key}`, 1);
    if (log.message.includes('outcome is unknown')) add(unknown, key, 1);
  }
  for (const row of disk.deliveries.values()) {
    const family = row.dueAt === null ? familyOf(row.runId) : undefined;
    if (family !== undefined) family.waitingCalls++;
  }
  for (const family of families.values()) {
    const { root, story, i, unknown } = family;
    const expected = expectedOf(
      world.stories,
      story,
      rootPayload(root, i),
      ({ id }, text) => unknown.get(`${id} ${text}`)?.shift() ?? new Map(),
    );
    // An unknown outcome may lead to poison down the failure path; what was known of it is refused together with it.
    const isPoisoned = expected.isPoisoned || [...family.runs].some((id) => refused.has(id));
    family.expected = { ...expected, isPoisoned };
  }
  return families;
}

function hasPoison({ stories }: World): boolean {
  return stories.some(({ actions }) => actions.some(({ type }) => type === 'Agents::Poison'));
}

function refusedRuns({ disk }: World): ReadonlySet<RunId> {
  return new Set(
    disk.logs.filter(({ message }) => message.includes('refused to store this run')).map((log) => log.runId),
  );
}

function isGather({ type }: { readonly type: string }): boolean {
  return type === 'Agents::Gather';
}

function payloadValue(text: string | undefined): Value | undefined {
  const parsed = text === undefined ? undefined : parseJson(text);
  return parsed?.ok === true ? parsed.value : undefined;
}

function differences({ root, expected, events, runs, waitingCalls }: Family): string[] {
  if (expected === null) return [];
  const broken: string[] = [];
  for (const key of new Set([...events.keys(), ...expected.events.keys()])) {
    const there = events.get(key) ?? 0;
    const wanted = expected.events.get(key) ?? 0;
    if (there > wanted || (there < wanted && !expected.isPoisoned)) {
      broken.push(`${root}: ${there} events instead of ${wanted}: ${key}`);
    }
  }
  if (expected.isPoisoned) return broken;
  if (runs.size !== expected.runs) broken.push(`${root}: ${runs.size} runs instead of ${expected.runs}`);
  if (waitingCalls !== expected.waitingCalls) {
    broken.push(`${root}: ${waitingCalls} calls wait for an answer instead of ${expected.waitingCalls}`);
  }
  return broken;
}

function callersBroken(world: World, families: ReadonlyMap<string, Family>): string[] {
  return world.callers.flatMap((caller) => {
    const { root, accepted, acceptedAt, exit, exitAt, timeoutMs, story } = caller;
    const family = families.get(root);
    if (accepted === null) return [];
    if (!accepted.ok) {
      if (accepted.kind === 'busy' && family !== undefined) return [`${root} was turned away and taken in`];
      const isPoisoned = expectedOf(world.stories, story, caller.payload).isPoisoned;
      if (accepted.kind === 'refused' && !isPoisoned) return [`${root} was refused`];
      return [];
    }
    if (family === undefined) return [`${root} was accepted and is lost`];
    if (exit?.kind !== 'timeout' || exitAt === null || timeoutMs === null) return [];
    // the database was away for so long that its time was up before anything was durable
    if (exitAt === acceptedAt) return [];
    const writtenAt = exitOf(world, accepted.runId, story);
    // clocks differ by seconds, and a notice that was lost is made up for within five
    const isLate = writtenAt !== null && exitAt - writtenAt > 8_000 + 2 * world.faults.rates.skewMs;
    return isLate && world.deaths === 0 ? [`${root} was told a timeout although its exit was there`] : [];
  });
}

function runCounts(world: World): string[] {
  const counts = new Map<RunId, number>();
  for (const event of world.disk.events.values()) add(counts, event.runId, 1);
  return [...world.disk.runs.values()]
    .filter((run) => run.addedEvents !== (counts.get(run.id) ?? 0))
    .map((run) => `run ${run.id} says that it has ${run.addedEvents} events and has ${counts.get(run.id) ?? 0}`);
}

/** A collection of n has n items, and nothing is missing from all of them together. */
function collections(world: World, families: ReadonlyMap<string, Family>): string[] {
  const { disk, stories } = world;
  const broken: string[] = [];
  const gathered = new Map<ActionId, number>();
  let expectedLeft = 0;
  for (const { expected } of families.values()) {
    expectedLeft += expected?.itemsLeft ?? 0;
    for (const [actionId, count] of expected?.gathered ?? []) add(gathered, actionId, count);
  }
  for (const action of stories.flatMap(({ actions }) => actions).filter(isGather)) {
    const size = Number(action.options instanceof Map ? action.options.get('size') : action.options['size']);
    const arrived = gathered.get(action.id) ?? 0;
    const written = [...disk.events.values()].filter((event) => event.actionId === action.id).length;
    if (written !== Math.floor(arrived / size)) {
      broken.push(`${arrived} events came to ${action.name}, and it wrote ${written} for ${size} each`);
    }
    expectedLeft += arrived % size;
  }
  let left = 0;
  for (const [key, { list }] of disk.items) {
    left += list.length;
    const value = disk.memory.get(key)?.value;
    if (value !== list.length) broken.push(`collection ${key} has ${list.length} items and says ${String(value)}`);
  }
  if (left !== expectedLeft) broken.push(`${left} items are in collections instead of ${expectedLeft}`);
  return broken;
}

/** Each effect that was allowed to start has one entry that says how it ended, and there are no others. */
function ledger(world: World): string[] {
  const { disk } = world;
  const entries = new Map<string, number>();
  for (const { deliveryId, attempt, startedAt } of disk.ledger) {
    add(entries, attemptKey(deliveryId, attempt, startedAt), 1);
  }
  const broken: string[] = [];
  for (const key of new Set([...disk.intents.keys(), ...entries.keys()])) {
    const count = entries.get(key) ?? 0;
    if (!disk.intents.has(key)) broken.push(`the ledger tells of an attempt that never was: ${key}`);
    else if (count !== 1) broken.push(`the ledger has ${count} entries for attempt ${key}`);
  }
  // work that another process, or another part of this one, was quicker with is dropped together with what it knew
  const wasDropped = world.problems.some(({ kind }) => kind === 'run_dropped');
  if (world.deaths === 0 && !wasDropped && disk.ledger.some(({ outcome }) => outcome === 'unknown')) {
    broken.push('an outcome is unknown, though no process ended');
  }
  return broken;
}

/** Each time of a schedule fires once, or not at all where a later look has made up for it. */
function ticks(world: World): string[] {
  const broken: string[] = [];
  const { ticks: fired, runs } = world.disk;
  for (const [index, tick] of fired.entries()) {
    const { actionId, dueAt, firedAt, runId } = tick;
    if (firedAt < dueAt) broken.push(`the tick of ${dueAt} was fired too early`);
    if (!runs.has(runId)) broken.push(`the tick of ${dueAt} has no run`);
    const later = fired.slice(index + 1).filter((other) => other.actionId === actionId);
    if (later.some((other) => other.dueAt <= dueAt)) broken.push(`the tick of ${dueAt} was fired twice`);
    const next = later[0];
    // schedules of the simulation are due at each full minute
    const expectedNext = Math.floor(firedAt / 60_000) * 60_000 + 60_000;
    if (next !== undefined && next.dueAt !== expectedNext) {
      broken.push(`after ${firedAt} a tick was fired for ${next.dueAt}, and not for ${expectedNext}`);
    }
  }
  return broken;
}
