/** Asks an action's type how one delivery must be done. Every failure on the way becomes an outcome; nothing is thrown. */
import type { Environment, Platform, RunFacts, Value } from '@fabula/formula';
import { getKey, isObjectValue, makeObject } from '@fabula/formula';
import type { DefinedAction, StoryDefinition } from '@fabula/model';
import { type ActionInput, type ActionTypes, OptionFailure, type Plan } from '../action-type.ts';
import type { Clock } from '../ports/clock.ts';
import type { OpenedSecrets } from '../ports/credentials.ts';
import type { EngineProblem } from '../ports/problem.ts';
import type { RunRecord, TeamValues } from '../ports/store.ts';
import type { Job } from '../run-ahead/unit.ts';
import { Way } from '../run-ahead/way.ts';
import { ActionOptionReader } from './option-reader.ts';

export interface PlanContext {
  readonly clock: Pick<Clock, 'now'>;
  /** Problems for the operator's log. Called often when the database is away: the receiver decides what to write. */
  readonly report: (problem: EngineProblem) => void;
  readonly types: ActionTypes;
  readonly random: () => number;
  readonly newUuid: () => string;
  readonly platform: Platform | undefined;
  readonly tenant: { readonly domain: string; readonly name: string };
  readonly links: {
    storyRun(story: Pick<StoryDefinition, 'id' | 'draftOf'>, runGuid: string): string;
    prompt(actionId: number, eventId: number | null): string;
    /** The address of a page, in this run when it stands in the middle of its story; null: it has none, or is no page. */
    page(story: StoryDefinition, action: DefinedAction, runGuid: string): string | null;
  };
}

export function planJob(
  context: PlanContext,
  job: Job,
  story: StoryDefinition,
  action: DefinedAction,
  team: TeamValues,
  secrets: OpenedSecrets,
  now: number,
): Plan {
  const type = context.types.get(action.type);
  if (type === undefined) {
    return failed(`Actions of type ${action.type} are not run by this version of Fabula.`);
  }
  try {
    return type.plan(new JobInput(context, job, story, action, team, secrets, now));
  } catch (thrown) {
    if (thrown instanceof OptionFailure) return failed(thrown.message);
    // a bug of the action type: it ends this run of the action, not the process
    const message = secrets.mask(thrown instanceof Error ? thrown.message : String(thrown));
    context.report({ kind: 'action_threw', message: `${action.type}: ${message}` });
    return failed(`This action failed in an unforeseen way: ${message}`);
  }
}

export function failed(message: string): Plan {
  return { kind: 'pure', outcome: { kind: 'fail', message } };
}

/** What formulas may ask about the run that they are part of. */
export function environmentFor(
  context: PlanContext,
  run: RunRecord,
  story: StoryDefinition,
  actionId: number,
  eventId: number | null,
  now: number,
): Environment {
  return new JobEnvironment(context, run, story, actionId, eventId, now);
}

/** Classes, and their getters: one of each is made for every action of every run, and most formulas ask for nothing of it. */
class JobEnvironment implements Environment {
  readonly now: number;
  readonly random: () => number;
  readonly newUuid: () => string;
  readonly run: RunFacts;
  readonly platform?: Platform;
  private readonly context: PlanContext;

  constructor(
    context: PlanContext,
    run: RunRecord,
    story: StoryDefinition,
    actionId: number,
    eventId: number | null,
    now: number,
  ) {
    this.now = now;
    this.random = context.random;
    this.newUuid = context.newUuid;
    this.run = new JobRunFacts(context, run, story, actionId, eventId);
    if (context.platform !== undefined) this.platform = context.platform;
    this.context = context;
  }

  get clock(): () => number {
    return () => this.context.clock.now();
  }
}

class JobRunFacts implements RunFacts {
  readonly storyRunGuid: string;
  private readonly context: PlanContext;
  private readonly story: StoryDefinition;
  private readonly actionId: number;
  private readonly eventId: number | null;

  constructor(context: PlanContext, run: RunRecord, story: StoryDefinition, actionId: number, eventId: number | null) {
    this.storyRunGuid = run.guid;
    this.context = context;
    this.story = story;
    this.actionId = actionId;
    this.eventId = eventId;
  }

  get storyRunLink(): string {
    return this.context.links.storyRun(this.story, this.storyRunGuid);
  }

  get promptLink(): string {
    return this.context.links.prompt(this.actionId, this.eventId);
  }
}

/** The value of META (formulas.md section 6). */
export function metaFor(context: PlanContext, run: RunRecord, story: StoryDefinition, action: DefinedAction): Value {
  return {
    tenant: { domain: context.tenant.domain, name: context.tenant.name },
    team: { id: story.teamId, name: story.teamName },
    story: { id: story.draftOf ?? story.id, name: story.name, key: story.slug, is_test: story.draftOf !== null },
    action: { id: action.id, name: action.name, key: action.slug },
    story_run: { id: run.guid, user_link: context.links.storyRun(story, run.guid) },
  };
}

/** The value of PAGE: addresses by slug. */
export function pagesFor(context: PlanContext, run: RunRecord, story: StoryDefinition): Value {
  return makeObject(
    story.actions.flatMap((action): (readonly [string, Value])[] => {
      const address = context.links.page(story, action, run.guid);
      return address === null ? [] : [[action.slug, address]];
    }),
  );
}

/** Inside a group that loops, LOOP is told by the first event of its run (`#loop`). */
function outputFor({ run, received }: Job, slug: string): Value | undefined {
  if (slug !== 'LOOP' || !run.isInGroup) return received?.way.output(slug)?.payload;
  const first = received?.way.outputs[0]?.payload;
  return first !== undefined && isObjectValue(first) ? getKey(first, '#loop') : undefined;
}

class JobInput extends ActionOptionReader implements ActionInput {
  readonly action: DefinedAction;
  readonly story: StoryDefinition;
  readonly deliveryId: number;
  readonly eventId: number | null;
  readonly received: Value | undefined;
  readonly resumed: Value;
  readonly attempt: number;
  readonly now: number;
  readonly environment: Environment;
  readonly secrets: OpenedSecrets;
  private readonly job: Job;

  constructor(
    context: PlanContext,
    job: Job,
    story: StoryDefinition,
    action: DefinedAction,
    team: TeamValues,
    secrets: OpenedSecrets,
    now: number,
  ) {
    const eventId = job.received?.id ?? null;
    const environment = environmentFor(context, job.run.record, story, action.id, eventId, now);
    super({
      story,
      action,
      team,
      credential: secrets.values,
      environment,
      output: (slug) => outputFor(job, slug),
      meta: () => metaFor(context, job.run.record, story, action),
      pages: () => pagesFor(context, job.run.record, story),
    });
    this.action = action;
    this.story = story;
    this.deliveryId = job.delivery.id;
    this.eventId = eventId;
    this.received = job.received?.payload;
    this.resumed = job.delivery.state;
    this.attempt = job.delivery.attempt;
    this.now = now;
    this.environment = environment;
    this.secrets = secrets;
    this.job = job;
  }

  tree(): Value {
    const { slugs, outputs } = this.job.received?.way ?? Way.none;
    return makeObject(slugs.map((slug, place): [string, Value] => [slug, outputs[place]?.payload ?? null]));
  }
}
