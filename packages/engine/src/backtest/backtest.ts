/**
 * What a changed story would have made of a run that has been. The run's first event goes through the changed actions: those that
 * only compute do it anew; what came from the outside, or from what an action keeps, is taken from the run, as long as the changed
 * story would ask for the same. Nothing is sent, waited for or written, and no credential is opened.
 */
import { deepEqual, type Value } from '@fabula/formula';
import {
  asId,
  type DefinedAction,
  type EventId,
  type LinkKind,
  PAGE_TYPE,
  type StoryDefinition,
  WEBHOOK_TYPE,
} from '@fabula/model';
import type { EngineDependencies } from '../dependencies.ts';
import { linksFrom } from '../perform/links-from.ts';
import { Seal } from '../perform/seal.ts';
import { tryAction } from '../perform/try-action.ts';
import type { AbortSignalLike } from '../ports/outgoing.ts';
import { type LiveEvent, liveEvent } from '../run-ahead/unit.ts';
import { keyOf, type RecordedEvent, type RecordedRun, Recording } from './recording.ts';
import { asksTheSame } from './rendered-options.ts';
import { routeOfRecorded } from './route-of-recorded.ts';

export interface BacktestGiven {
  /** As it was when the run was made, or is now. */
  readonly live: StoryDefinition;
  /** The changed story. It is taken as what it would be when it is live: no test values. */
  readonly draft: StoryDefinition;
  readonly run: RecordedRun;
  readonly signal: AbortSignalLike;
}

/**
 * One action for one event. same: it would emit what it did; different: something else; added: it did not emit; missing: it would
 * not any more; not_recorded: nobody knows, because the answer it would need was not recorded.
 */
export interface BacktestStep {
  readonly kind: 'same' | 'different' | 'added' | 'missing' | 'not_recorded';
  readonly actionGuid: string;
  readonly actionName: string;
  /** What it emitted, and what it would emit. */
  readonly before: readonly Value[];
  readonly after: readonly Value[];
  /** A sentence for people; null: nothing to say. */
  readonly why: string | null;
}

export interface Backtest {
  readonly steps: readonly BacktestStep[];
  /** The run was too long to be followed to its end. */
  readonly isCut: boolean;
}

const maxSteps = 1_000;
const asksOtherwise = 'It would ask for something else: the answer to that was not recorded.';

export async function backtest(deps: EngineDependencies, given: BacktestGiven): Promise<Backtest> {
  const { credentials: _, ...sealed } = deps;
  return new Walk(sealed, given).run();
}

/** An event of the changed run, with the one of the recorded run that stands at its place; null: none. */
interface Emitted {
  readonly live: LiveEvent;
  readonly recorded: RecordedEvent | null;
  /** By whom. */
  readonly action: DefinedAction;
}

class Walk {
  private readonly deps: EngineDependencies;
  private readonly given: BacktestGiven;
  private readonly draft: StoryDefinition;
  private readonly recording: Recording;
  private readonly byId: ReadonlyMap<number, DefinedAction>;
  private readonly liveByGuid: ReadonlyMap<string, DefinedAction>;
  private readonly steps: BacktestStep[] = [];
  /** Of the recorded run: what has its counterpart. */
  private readonly seen = new Set<string>();
  private readonly waiting: { readonly action: DefinedAction; readonly received: Emitted }[] = [];
  /** Of events that exist here only: beyond those that any database gives. */
  private nextId = Number.MAX_SAFE_INTEGER;

  constructor(deps: EngineDependencies, given: BacktestGiven) {
    this.deps = deps;
    this.given = given;
    this.draft = { ...given.draft, id: given.live.id, draftOf: null };
    this.recording = new Recording(given.run);
    this.byId = new Map(given.draft.actions.map((action) => [action.id, action]));
    this.liveByGuid = new Map(given.live.actions.map((action) => [action.guid, action]));
  }

  async run(): Promise<Backtest> {
    await this.deps.stories.teamValues(this.given.live);
    for (const root of this.recording.roots) this.begin(root);
    let isCut = false;
    for (;;) {
      const next = this.waiting.shift();
      if (next === undefined) break;
      if (this.steps.length >= maxSteps || this.given.signal.aborted) {
        isCut = true;
        break;
      }
      await this.perform(next.action, next.received);
    }
    if (!isCut) this.tellOfMissing();
    return { steps: this.steps, isCut };
  }

  /** What a run begins with came from outside, and would come again: sent to an action, or fetched by one that asks for the same. */
  private begin(root: RecordedEvent): void {
    const action = this.draft.actions.find(({ guid }) => guid === root.actionGuid);
    if (action === undefined) {
      this.note('missing', this.nameOf(root.actionGuid), [root.payload], [], 'The action is not there any more.');
      return;
    }
    const before = this.liveByGuid.get(root.actionGuid);
    if (before !== undefined && this.isFetched(action) && !this.isAskedAlike(before, action, null, null)) {
      this.note('not_recorded', action, [root.payload], [], asksOtherwise);
      return;
    }
    const live = liveEvent(null, action.slug, root, null);
    this.note('same', action, [root.payload], [root.payload], null);
    this.send({ live, recorded: root, action }, 'default');
  }

  private async perform(action: DefinedAction, received: Emitted): Promise<void> {
    const { recorded } = received;
    const before = recorded === null ? [] : this.recording.outputsOf(action.guid, recorded.id);
    if (recorded !== null) this.seen.add(keyOf(action.guid, recorded.id));
    if (action.isDisabled) {
      if (before.length > 0) this.note('missing', action, payloads(before), [], 'The action is switched off.');
      return;
    }
    const seal = new Seal();
    const tried = await tryAction(this.depsAt(before[0] ?? recorded), {
      story: this.draft,
      action,
      received: received.live,
      signal: this.given.signal,
      seal,
      runGuid: this.given.run.guid,
    });
    if (!seal.isTouched) {
      const failure = tried.logs.find(({ level }) => level === 4)?.message ?? null;
      this.compare(action, received, before, tried.payloads, tried.route, failure);
      return;
    }
    const unknown = this.whyUnknown(action, received);
    if (unknown !== null) {
      this.note('not_recorded', action, payloads(before), [], unknown);
      return;
    }
    this.compare(action, received, before, payloads(before), null, null);
  }

  /** It goes and gets what it begins with; nobody sends that to it. */
  private isFetched({ type, schedule }: DefinedAction): boolean {
    return schedule.length > 0 && type !== WEBHOOK_TYPE && type !== PAGE_TYPE;
  }

  private isAskedAlike(
    before: DefinedAction,
    action: DefinedAction,
    recorded: RecordedEvent | null,
    received: LiveEvent | null,
  ): boolean {
    const seen = recorded === null ? null : this.recording.seenAs(recorded.id);
    return asksTheSame(
      this.depsAt(recorded),
      this.given.run,
      { story: this.given.live, action: before, received: seen },
      { story: this.draft, action, received },
    );
  }

  /** Formulas that ask for the time get that at which the action ran, or, where it did not, at which its event was emitted. */
  private depsAt(recorded: RecordedEvent | null): EngineDependencies {
    const at = recorded?.at ?? this.recording.roots[0]?.at;
    return at === undefined ? this.deps : { ...this.deps, clock: { ...this.deps.clock, now: () => at } };
  }

  /** Why the recorded answer is none for this; null: it is. */
  private whyUnknown(action: DefinedAction, { recorded, live, action: sender }: Emitted): string | null {
    const before = this.liveByGuid.get(action.guid);
    if (before === undefined) return 'The action is new: no answer to it was recorded.';
    if (recorded === null) return 'The event that it gets is new: no answer to it was recorded.';
    const source = this.liveByGuid.get(sender.guid);
    const received = source === undefined ? [] : Object.values(linksFrom(this.given.live, source.id)).flat();
    if (!received.includes(before.id)) return 'It did not get this event before: no answer to it was recorded.';
    return this.isAskedAlike(before, action, recorded, live) ? null : asksOtherwise;
  }

  private compare(
    action: DefinedAction,
    received: Emitted,
    before: readonly RecordedEvent[],
    after: readonly Value[],
    route: LinkKind | null,
    why: string | null,
  ): void {
    if (before.length > 0 || after.length > 0) {
      const kind =
        before.length === 0
          ? 'added'
          : after.length === 0
            ? 'missing'
            : deepEqual(payloads(before), after)
              ? 'same'
              : 'different';
      this.note(kind, action, payloads(before), after, kind === 'same' ? null : why);
    }
    after.forEach((payload, index) => {
      const recorded = before[index] ?? null;
      const id = asId<EventId>(recorded?.id ?? this.nextId--);
      const emitted = { live: liveEvent(received.live, action.slug, { id, payload }, null), recorded, action };
      this.send(emitted, route ?? routeOfRecorded(linksFrom(this.draft, action.id), payload));
    });
  }

  private send(event: Emitted, route: LinkKind): void {
    for (const id of linksFrom(this.draft, event.action.id)[route]) {
      const action = this.byId.get(id);
      if (action !== undefined) this.waiting.push({ action, received: event });
    }
  }

  /** Events of the run that nothing would emit any more, because nothing leads there. */
  private tellOfMissing(): void {
    const told = new Set<string>();
    for (const { actionGuid, parentId } of this.given.run.events) {
      if (parentId === null) continue;
      const key = keyOf(actionGuid, parentId);
      if (this.seen.has(key) || told.has(key)) continue;
      told.add(key);
      const before = this.recording.outputsOf(actionGuid, parentId);
      const isThere = this.draft.actions.some(({ guid }) => guid === actionGuid);
      const why = isThere ? 'Nothing would reach it.' : 'The action is not there any more.';
      this.note('missing', this.nameOf(actionGuid), payloads(before), [], why);
    }
  }

  private nameOf(guid: string): Pick<DefinedAction, 'guid' | 'name'> {
    return this.liveByGuid.get(guid) ?? this.draft.actions.find((each) => each.guid === guid) ?? { guid, name: '' };
  }

  private note(
    kind: BacktestStep['kind'],
    { guid, name }: Pick<DefinedAction, 'guid' | 'name'>,
    before: readonly Value[],
    after: readonly Value[],
    why: string | null,
  ): void {
    this.steps.push({ kind, actionGuid: guid, actionName: name, before, after, why });
  }
}

function payloads(events: readonly RecordedEvent[]): readonly Value[] {
  return events.map(({ payload }) => payload);
}
