/**
 * What must hold after any number of kills, judged from outside: by the sender's list of answers and the stub's own count.
 *
 * - Every accepted id has one run, with every event of it exactly once. An id that was not accepted has none, or the same.
 * - A request that must not be repeated is not. Where its outcome is not known, its run says so in an error log and ends.
 * - What is tried again goes under the same key; a key passes once; a called story runs once for each call.
 * - Nothing is left to do, and a minute has one tick.
 */
import type { Findings, FoundRun } from './findings.ts';
import { called, expectedEvents, type RouteName, routeNames, routes, ticking } from './routes.ts';
import type { Sent } from './sender.ts';
import type { StubCalls } from './stub.ts';

export interface Evidence {
  readonly sent: ReadonlyMap<string, Sent>;
  readonly calls: StubCalls;
  readonly findings: Findings;
  /** How often the schedule had to fire, at least and at most. */
  readonly ticks: { readonly least: number; readonly most: number };
}

export interface Verdict {
  readonly accepted: number;
  /** Accepted, and their runs came to their end. */
  readonly completed: number;
  /** Requests whose run is not there, or stopped half-way with nobody left to go on. */
  readonly lost: number;
  /** Requests of which anything happened twice. */
  readonly duplicated: number;
  /** Deliveries that are left and that nobody did in time. */
  readonly stuck: number;
  /** Requests to the outside of which it is not known, and said so, whether they happened. */
  readonly unknown: number;
  /** 2xx answers with another content than the story had to give. */
  readonly wrong: number;
  /** A sentence for each fault. */
  readonly faults: readonly string[];
}

type Fault = { readonly kind: 'lost' | 'duplicated' | 'wrong' | 'stuck'; readonly text: string };

export function judge(evidence: Evidence): Verdict {
  const { sent, findings } = evidence;
  const runs = new RunIndex(findings);
  const faults: Fault[] = [];
  const counts = { accepted: 0, completed: 0, lost: 0, duplicated: 0, unknown: 0, wrong: 0 };
  const firsts = judgeKeys(sent, runs, faults);

  for (const [id, one] of sent) {
    const { found, isUnknown } = judgeRequest(id, one, evidence, runs, firsts);
    faults.push(...found);
    for (const kind of ['lost', 'duplicated', 'wrong'] as const) {
      if (found.some((fault) => fault.kind === kind)) counts[kind]++;
    }
    if (isUnknown) counts.unknown++;
    if (one.answer === 'none') continue;
    counts.accepted++;
    if (!found.some(({ kind }) => kind !== 'wrong')) counts.completed++;
  }
  const strangers = [...judgeStrangers(sent, findings), ...judgeTicks(findings, evidence.ticks)];
  for (const { kind } of strangers) if (kind === 'lost' || kind === 'duplicated') counts[kind]++;
  const texts = [...faults, ...strangers].map(({ text }) => text);
  return { ...counts, stuck: findings.leftovers.length, faults: [...texts, ...findings.leftovers] };
}

class RunIndex {
  readonly #byStory = new Map<string, Map<string, FoundRun[]>>();

  constructor({ runs }: Findings) {
    for (const run of runs) {
      if (run.sentId === null) continue;
      const byId = this.#byStory.get(run.story) ?? new Map<string, FoundRun[]>();
      this.#byStory.set(run.story, byId);
      const same = byId.get(run.sentId);
      if (same === undefined) byId.set(run.sentId, [run]);
      else same.push(run);
    }
  }

  of(story: string, id: string): readonly FoundRun[] {
    return this.#byStory.get(story)?.get(id) ?? [];
  }
}

function judgeRequest(
  id: string,
  { route, body, answer }: Sent,
  { calls }: Evidence,
  runs: RunIndex,
  firsts: ReadonlySet<string>,
): { readonly found: readonly Fault[]; readonly isUnknown: boolean } {
  const found: Fault[] = [];
  const fault = (kind: Fault['kind'], text: string) => found.push({ kind, text: `${id} (${route}): ${text}` });
  const own = runs.of(routes[route].name, id);
  const [run] = own;
  const callees = runs.of(called.name, id);
  const reached = callsOf(route, id, calls);

  if (answer === 'wrong') fault('wrong', 'answered with something else than its story gives');
  if (reached.times > 1 && route !== 'put') fault('duplicated', `${reached.times} ${reached.what}`);
  if (own.length > 1) fault('duplicated', `${own.length} runs`);
  if (run === undefined) {
    if (answer !== 'none') fault('lost', 'accepted, and there is no run');
    else if (reached.times > 0) fault('lost', 'called the outside, and there is no run');
    if (callees.length > 0) fault('lost', 'called a story, and there is no run');
    return { found, isUnknown: false };
  }

  const unknown = run.errors.filter((message) => /unknown/i.test(message)).length;
  for (const message of run.errors) if (!/unknown/i.test(message)) fault('lost', `ended by an error: ${message}`);
  if (unknown > 1) fault('duplicated', `${unknown} logs about an unknown outcome`);
  if (unknown > 0 && route !== 'post') fault('lost', 'ended with an unknown outcome');
  const facts = { items: body.items.length, isUnknown: unknown > 0, isFirst: firsts.has(id) };
  found.push(...compare(run, expectedEvents(routes[route], facts), `${id} (${route})`));
  if (reached.times === 0 && unknown === 0 && reached.what !== '' && (run.events.get(reached.action) ?? 0) > 0) {
    fault('lost', 'says that it called the outside, and did not');
  }
  if (route === 'call') {
    if (callees.length > 1) fault('duplicated', `${callees.length} runs of the called story`);
    const [callee] = callees;
    if (callee === undefined) fault('lost', 'the called story did not run');
    else found.push(...compare(callee, expectedEvents(called, facts), `${id} (called)`));
  }
  return { found, isUnknown: unknown > 0 };
}

/** What the stub saw of this request; of a keyed one, the different keys. */
function callsOf(route: RouteName, id: string, calls: StubCalls) {
  if (route === 'post') return { times: calls.once.get(id) ?? 0, what: 'calls of the outside', action: 'Post' };
  if (route === 'keyed') return { times: calls.keyed.get(id)?.size ?? 0, what: 'different keys', action: 'Post' };
  if (route === 'put') return { times: calls.put.get(id) ?? 0, what: 'calls of the outside', action: 'Put' };
  return { times: 0, what: '', action: '' };
}

/** Too many events: duplicated. Too few: lost, unless somebody still has to go on (then its delivery is stuck). */
function compare(run: FoundRun, expected: ReadonlyMap<string, number>, who: string): Fault[] {
  const faults: Fault[] = [];
  for (const [action, wanted] of expected) {
    const count = run.events.get(action) ?? 0;
    if (count === wanted) continue;
    const kind = count > wanted ? 'duplicated' : run.left > 0 ? 'stuck' : 'lost';
    faults.push({ kind, text: `${who}: run ${run.runId} has ${count} events of ${action} instead of ${wanted}` });
  }
  return faults;
}

/** Of all runs with the same key, one passes. Gives the ids of those. */
function judgeKeys(sent: ReadonlyMap<string, Sent>, runs: RunIndex, faults: Fault[]): ReadonlySet<string> {
  const byKey = new Map<string, { present: string[]; passed: string[] }>();
  for (const [id, { route, body }] of sent) {
    if (route !== 'once') continue;
    const group = byKey.get(body.key) ?? { present: [], passed: [] };
    byKey.set(body.key, group);
    const [run] = runs.of(routes.once.name, id);
    if (run === undefined) continue;
    group.present.push(id);
    if ((run.events.get('Unique') ?? 0) > 0) group.passed.push(id);
  }
  const firsts = new Set<string>();
  for (const [key, { present, passed }] of byKey) {
    const [first] = passed;
    // Whichever it should have been: it is missed at the first.
    const missed = first ?? present[0];
    if (missed !== undefined) firsts.add(missed);
    for (const again of passed.slice(1)) {
      faults.push({
        kind: 'duplicated',
        text: `${again} (once): passed, though ${first} had passed with the key ${key}`,
      });
    }
  }
  return firsts;
}

/** Runs that nobody asked for. */
function judgeStrangers(sent: ReadonlyMap<string, Sent>, { runs }: Findings): Fault[] {
  const known = new Set([...routeNames.map((name) => routes[name].name), called.name]);
  return runs.flatMap(({ runId, story, sentId }): Fault[] => {
    if (!known.has(story)) return [];
    if (sentId === null) return [{ kind: 'lost', text: `run ${runId} of "${story}" has lost its first event` }];
    return sent.has(sentId) ? [] : [{ kind: 'duplicated', text: `run ${runId} of "${story}": nobody sent ${sentId}` }];
  });
}

function judgeTicks({ runs }: Findings, { least, most }: Evidence['ticks']): Fault[] {
  const ticks = runs.filter(({ story }) => story === ticking.name);
  const expected = expectedEvents(ticking, { items: 1, isUnknown: false, isFirst: true });
  const faults = ticks.flatMap((run) => compare(run, expected, 'a tick'));
  if (ticks.length < least)
    faults.push({ kind: 'lost', text: `${ticks.length} ticks of a schedule instead of ${least}` });
  if (ticks.length > most) {
    faults.push({ kind: 'duplicated', text: `${ticks.length} ticks of a schedule instead of ${most}` });
  }
  return faults;
}
