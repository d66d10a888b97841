/**
 * A dry run: the action is planned and performed for real, and nothing of it is written. What it keeps in memory is read, and
 * what it would change there counts for this dry run only, so that a loop comes to its end. Nobody is called and nothing is
 * waited for.
 */
import type { Value } from '@fabula/formula';
import {
  type ActionId,
  asId,
  type DefinedAction,
  type LinkKind,
  type RunId,
  type StoryDefinition,
} from '@fabula/model';
import type { LogLine, Outcome, Plan } from '../action-type.ts';
import { decideMemory } from '../commit/decide-memory.ts';
import { MemoryDraft } from '../commit/memory-draft.ts';
import { decideNext, routeOf } from '../decide/decide-next.ts';
import { maskOutcome, withWarnings } from '../decide/mask-outcome.ts';
import type { EngineDependencies } from '../dependencies.ts';
import { noSecrets, type OpenedSecrets } from '../ports/credentials.ts';
import type { AbortSignalLike } from '../ports/outgoing.ts';
import type { EngineStore, LockedMemory, MemoryKey, TeamValues } from '../ports/store.ts';
import { newJob } from '../run-ahead/apply-decision.ts';
import { type Job, type LiveEvent, Unit } from '../run-ahead/unit.ts';
import { effectPorts } from './effect-ports.ts';
import { linksFrom } from './links-from.ts';
import { planJob } from './plan-job.ts';
import type { Seal } from './seal.ts';

/** What the action would have done. */
export interface Tried {
  readonly payloads: readonly Value[];
  /** The links that the events would have gone along; null: there are none. */
  readonly route: LinkKind | null;
  readonly logs: readonly LogLine[];
  /** What it would have gone on with later, in words; null: it is done. */
  readonly waitsFor: string | null;
}

export interface Trial {
  readonly story: StoryDefinition;
  readonly action: DefinedAction;
  readonly received: LiveEvent | null;
  readonly signal: AbortSignalLike;
  /** Nothing may leave, be waited for or be kept: what wants to touches the seal. Left out: calls to the outside are made. */
  readonly seal?: Seal;
  /** Of the run that it is to believe to be in. A new one when left out. */
  readonly runGuid?: string;
}

/** A loop that takes more is not tried to its end. */
const maxSteps = 5_000;
/** Of no delivery. */
const trialId = Number.MAX_SAFE_INTEGER;

export async function tryAction(deps: EngineDependencies, trial: Trial): Promise<Tried> {
  const { story, action } = trial;
  const team = await deps.stories.teamValues(story);
  await deps.credentials?.load(story, action);
  const secrets = deps.credentials?.peek(story, action) ?? noSecrets;
  return new TrialRun(deps, trial, team, secrets).run();
}

class TrialRun {
  private readonly deps: EngineDependencies;
  private readonly trial: Trial;
  private readonly team: TeamValues;
  private readonly secrets: OpenedSecrets;
  private readonly memory: ReadMemory;
  private readonly draft: MemoryDraft;
  private readonly payloads: Value[] = [];
  private readonly logs: LogLine[] = [];
  private route: LinkKind | null = null;
  private waitsFor: string | null = null;

  constructor(deps: EngineDependencies, trial: Trial, team: TeamValues, secrets: OpenedSecrets) {
    this.deps = deps;
    this.trial = trial;
    this.team = team;
    this.secrets = secrets;
    this.memory = new ReadMemory(deps.store);
    this.draft = new MemoryDraft(this.memory);
  }

  async run(): Promise<Tried> {
    const first = this.newJob();
    const jobs = [first];
    for (let steps = 0; ; steps++) {
      const job = jobs.shift();
      if (job === undefined) break;
      if (steps === maxSteps || this.trial.signal.aborted) {
        this.logs.push({ level: 4, message: 'This took too long to be tried to its end.' });
        break;
      }
      const outcome = maskOutcome(withWarnings(await this.outcomeOf(job), this.secrets.warnings), this.secrets);
      for (const state of this.follow(outcome)) jobs.push({ ...job, delivery: { ...job.delivery, state } });
    }
    const { payloads, logs, route, waitsFor } = this;
    return { payloads, logs, route, waitsFor };
  }

  private newJob(): Job {
    const { story, action, received } = this.trial;
    const now = this.deps.clock.now();
    const unit = new Unit();
    const record = {
      id: asId<RunId>(trialId),
      guid: this.trial.runGuid ?? this.deps.newUuid(),
      storyId: story.id,
      origin: 'manual',
      callerId: null,
      startedAt: now,
      rootActionId: action.id,
      traceParent: null,
      answerTo: null,
    } as const;
    const source = { story, now, newId: () => trialId, isWatched: false };
    const job = newJob(unit, unit.addRun(record, true, false), source, action.id, received, 0);
    job.secrets = this.secrets;
    return job;
  }

  private async outcomeOf(job: Job): Promise<Outcome> {
    const { story, action, signal, seal } = this.trial;
    const plan: Plan = planJob(this.deps, job, story, action, this.team, this.secrets, this.deps.clock.now());
    switch (plan.kind) {
      case 'pure':
        return plan.outcome;
      case 'memory':
        if (seal !== undefined) return seal.touch();
        await this.memory.load(plan.keys.map((key) => ({ actionId: action.id, key })));
        return decideMemory(action.id, plan.decide, this.draft, this.secrets);
      default:
        return plan
          .perform({ ...effectPorts(this.deps, job, signal), ...seal?.ports(this.deps.services) })
          .catch(
            (thrown): Outcome => ({ kind: 'fail', message: `This action failed in an unforeseen way: ${thrown}` }),
          );
    }
  }

  /** Notes what comes of it. Gives the states with which the action is called again. */
  private follow(outcome: Outcome): readonly Value[] {
    const { story, action } = this.trial;
    const links = linksFrom(story, action.id);
    const decision = decideNext(action, links, outcome);
    this.logs.push(...decision.logs);
    this.payloads.push(...decision.events.map(({ payload }) => payload));
    if (decision.events.length > 0) this.route = routeOf(outcome, links);
    switch (outcome.kind) {
      case 'again':
        return [outcome.state];
      case 'fork':
        return outcome.states;
      default:
        this.waitsFor = waitsFor(outcome) ?? this.waitsFor;
        if (this.waitsFor !== null) this.trial.seal?.touch();
        return [];
    }
  }
}

function waitsFor(outcome: Outcome): string | null {
  switch (outcome.kind) {
    case 'later': {
      const at = new Date(outcome.dueAt).toISOString();
      return outcome.isRetry === true ? `another attempt at ${at}` : `its time, ${at}`;
    }
    case 'call':
      return 'group' in outcome.target
        ? 'the answer of the actions inside it'
        : 'the answer of the story that it calls';
    case 'wait':
      return 'an answer from outside';
    default:
      return null;
  }
}

/** Memory as it is now, read key by key as it is asked for. */
class ReadMemory implements LockedMemory {
  private readonly store: Pick<EngineStore, 'readMemory'>;
  private readonly parts = new Map<string, LockedMemory>();

  constructor(store: Pick<EngineStore, 'readMemory'>) {
    this.store = store;
  }

  async load(keys: readonly MemoryKey[]): Promise<void> {
    const missing = keys.filter((key) => !this.parts.has(idOf(key)));
    if (missing.length === 0) return;
    const part = await this.store.readMemory(missing);
    for (const key of missing) this.parts.set(idOf(key), part);
  }

  get(key: MemoryKey): Value {
    return this.parts.get(idOf(key))?.get(key) ?? null;
  }

  async items(key: MemoryKey): Promise<readonly Value[]> {
    return (await this.parts.get(idOf(key))?.items(key)) ?? [];
  }
}

function idOf({ actionId, key }: { readonly actionId: ActionId; readonly key: string }): string {
  return `${actionId} ${key}`;
}
