/** What a story finds by name where it runs: credentials, resources and other stories. */
import { getKey, keysRead, slugOf } from '@fabula/formula';
import type { DocumentAction, StoryDocument } from '../story-document.ts';

export const needKinds = ['credential', 'resource', 'story'] as const;

export interface Need {
  readonly kind: (typeof needKinds)[number];
  /** As formulas write it. */
  readonly slug: string;
}

export const SEND_TO_STORY_TYPE = 'Agents::SendToStoryAgent';

type Reader = Pick<DocumentAction, 'type' | 'options'>;

/** A name that a formula computes is not known, so it is not told. */
export function storyNeeds({ actions, standardLibVersion }: StoryDocument): readonly Need[] {
  const options = actions.map((action) => action.options);
  const read = (kind: Need['kind'], name: string): Need[] =>
    [...(keysRead(options, name, { standardLibVersion }) ?? [])].map((slug) => ({ kind, slug }));
  const called = [...calledStories(actions, standardLibVersion)].map((slug): Need => ({ kind: 'story', slug }));
  return [...read('credential', 'CREDENTIAL'), ...read('resource', 'RESOURCE'), ...called];
}

/** Slugs of the stories that these actions call, in formulas or by name. */
export function calledStories(actions: readonly Reader[], standardLibVersion: number | null): ReadonlySet<string> {
  const inFormulas = keysRead(
    actions.map(({ options }) => options),
    'STORY',
    { standardLibVersion },
  );
  const byName = actions.flatMap(({ type, options }): string[] => {
    const target = type === SEND_TO_STORY_TYPE ? getKey(options, 'story') : undefined;
    const isName = typeof target === 'string' && target !== '' && !target.includes('<<') && !target.includes('{{');
    return isName ? [slugOf(target)] : [];
  });
  return new Set([...[...(inFormulas ?? [])].map(slugOf), ...byName]);
}
