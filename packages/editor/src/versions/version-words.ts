import type { StoryDifference } from '@fabula/model';

/** What restoring does, in a sentence. `differences`: what it would change in what is there now. */
export function lossOf(differences: readonly StoryDifference[]): string {
  if (differences.length === 0) return 'Nothing is different from it.';
  const changes = differences.length === 1 ? 'It changes 1 thing' : `It changes ${differences.length} things`;
  const later = differences.filter(({ target, operation }) => target === 'action' && operation === 'remove').length;
  if (later === 0) return `${changes}; all actions keep their events and addresses.`;
  const go =
    later === 1
      ? '1 action that came later goes, with its events'
      : `${later} actions that came later go, with their events`;
  return `${changes}; ${go}.`;
}
