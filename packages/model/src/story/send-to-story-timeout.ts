import { flagAt, numberAt } from './carried-values.ts';
import type { StoryDocument } from './story-document.ts';

/** Seconds for which those who send to the story wait for its answer; null: as long as it takes. */
export function sendToStoryTimeout({ carried }: Pick<StoryDocument, 'carried'>): number | null {
  if (!flagAt(carried, 'send_to_story_timeout_enabled')) return null;
  const seconds = numberAt(carried, 'send_to_story_timeout_duration_seconds');
  return seconds !== null && seconds > 0 ? seconds : null;
}
