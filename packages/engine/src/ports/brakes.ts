/** Who may slow the engine down: budgets, memory, the disk. */
import type { StoryId } from '@fabula/model';

export interface Brakes {
  /** Until when the story's deliveries wait (milliseconds since 1970): its events of the day are used up. null: they do not. */
  pausedUntil(storyId: StoryId): number | null;
  /** Why nothing new can be taken in now; null: it can. `busy`: too much at once; `unavailable`: it cannot be kept. */
  pressure(): {
    readonly kind: 'busy' | 'unavailable';
    readonly retryAfterSeconds: number;
    readonly message: string;
  } | null;
}

export const noBrakes: Brakes = { pausedUntil: () => null, pressure: () => null };
