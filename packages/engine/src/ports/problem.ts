import type { ActionId, StoryId } from '@fabula/model';

/** Something that the operator should know of. */
export interface EngineProblem {
  readonly kind: 'database_unavailable' | 'run_refused' | 'run_dropped' | 'action_threw' | 'fenced' | 'taken_over';
  readonly message: string;
  /** What it concerns, where that is one thing. */
  readonly storyId?: StoryId;
  readonly actionId?: ActionId;
  readonly runGuid?: string;
}
