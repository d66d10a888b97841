/** Stories to play with. Their files travel with the editor; none of them reaches outside or needs a setting. */

export interface ExampleStory {
  readonly name: string;
  /** What it shows, for whoever has never seen a story. */
  readonly says: string;
  /** Where its file is, on this site. */
  readonly address: string;
}

export const exampleStories: readonly ExampleStory[] = [
  {
    name: 'Ask for access',
    says: 'A page on which people ask for something, and one on which somebody decides. Open its first page and fill it in.',
    address: new URL('../../../../examples/stories/ask-for-access.json', import.meta.url).href,
  },
  {
    name: 'Score a list',
    says: 'Takes a list apart, looks at every element by itself, and puts the answers together again.',
    address: new URL('../../../../examples/stories/score-a-list.json', import.meta.url).href,
  },
  {
    name: 'Find addresses in a text',
    says: 'Send a text to its webhook and read which addresses are in it. Three actions, to see how data goes on.',
    address: new URL('../../../../examples/stories/find-addresses.json', import.meta.url).href,
  },
];
