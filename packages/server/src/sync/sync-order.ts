/** Stories that others call are sent before those that call them, so that a call finds its target from the first moment on. */
import { slugOf } from '@fabula/model';

export interface Caller {
  readonly storyId: number | null;
  readonly storyName: string;
  /** Slugs of the stories that it calls, or their ids. */
  readonly calls: ReadonlySet<string>;
}

/** Otherwise in the order given; stories that call each other in a circle too. */
export function calledFirst<T extends Caller>(stories: readonly T[]): readonly T[] {
  const byCall = new Map(
    stories.flatMap((story) => [[slugOf(story.storyName), story] as const, [String(story.storyId), story] as const]),
  );
  const ordered = new Set<T>();
  const visiting = new Set<T>();
  function visit(story: T): void {
    if (ordered.has(story) || visiting.has(story)) return;
    visiting.add(story);
    for (const slug of story.calls) {
      const called = byCall.get(slug);
      if (called !== undefined) visit(called);
    }
    ordered.add(story);
  }
  for (const story of stories) visit(story);
  return [...ordered];
}
