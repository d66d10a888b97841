/**
 * A story as the engine runs it: what to do, nothing about who may edit it or how it is drawn.
 * Made from the story's rows by the store, replaced as a whole whenever the story changes, never modified.
 */
import type { ObjectValue } from '@fabula/formula';
import type { ActionId, StoryId, TeamId } from '../ids.ts';

/** Which events a link carries: those of a normal outcome, those of "no rule matched", or those of a failed run. */
export type LinkKind = 'default' | 'no_match' | 'failure';

export interface ScheduleEntry {
  /** Five fields, minute first. */
  readonly cron: string;
  /** IANA name. */
  readonly timezone: string;
}

export interface DefinedLink {
  readonly sourceId: ActionId;
  readonly receiverId: ActionId;
  readonly kind: LinkKind;
}

export interface DefinedAction {
  readonly id: ActionId;
  /** 32 hex digits; stable through export and import. */
  readonly guid: string;
  /** `Agents::…Agent` */
  readonly type: string;
  readonly name: string;
  /** Key of this action's output in events and formulas. Two actions of a story may share one. */
  readonly slug: string;
  readonly isDisabled: boolean;
  /** As stored: strings may be formulas. */
  readonly options: ObjectValue;
  readonly schedule: readonly ScheduleEntry[];
  /** The group that it lies in; null: in none. */
  readonly groupId: ActionId | null;
  /** Values of `INPUT.<key>`, from the story's `integrations[].action_inputs`; empty for most actions. */
  readonly inputs: ObjectValue;
  /** What a page shows, from the story's `pages[]`; null: it has none, or is no page. */
  readonly page: ObjectValue | null;
  /** Actions that are attached as tools, as the export has them; empty for most actions. */
  readonly tools: readonly ObjectValue[];
}

/** Entry and exits of a story that others can call. */
export interface CallableEntry {
  readonly entryActionId: ActionId;
  readonly exitActionIds: readonly ActionId[];
}

/** How agents call the story as a tool. */
export interface ToolEntry extends CallableEntry {
  /** A person is asked before each call. */
  readonly requiresConfirmation: boolean;
}

export interface StoryDefinition {
  readonly id: StoryId;
  /** Of a draft: the id of the live story, by which people know it. null: this is the live story. */
  readonly draftOf: StoryId | null;
  readonly teamId: TeamId;
  readonly teamName: string;
  readonly guid: string;
  readonly name: string;
  readonly slug: string;
  /** Rises with every change; two definitions with the same id and revision are equal. */
  readonly revision: number;
  readonly isDisabled: boolean;
  readonly isPriority: boolean;
  /** Seconds. */
  readonly keepEventsFor: number;
  /** null: written before formulas had versions; Liquid is then read first. */
  readonly standardLibVersion: number | null;
  readonly actions: readonly DefinedAction[];
  readonly links: readonly DefinedLink[];
  /** Present when a request to the entry webhook waits for an exit. */
  readonly webhookApi: CallableEntry | null;
  /** Present when other stories may send to this one. */
  readonly sendToStory: CallableEntry | null;
  /** Present when agents and MCP clients may call it as a tool (Workbench). */
  readonly workbench: ToolEntry | null;
  /** How long those who send to it wait for its answer, in seconds; null: as long as it takes. */
  readonly sendToStoryTimeout: number | null;
}
