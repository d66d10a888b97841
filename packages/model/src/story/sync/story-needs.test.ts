import { expect, test } from 'vitest';
import { storyNeeds } from './story-needs.ts';
import { guidOf, versioned } from './sync.test-kit.ts';

const needsOf = (type: string, options: Readonly<Record<string, unknown>>) =>
  storyNeeds(versioned([{ type, name: 'A', guid: guidOf('a'), options }]).document).map(
    ({ kind, slug }) => `${kind} ${slug}`,
  );

test.each([
  ['HTTPRequest', { url: 'https://example.com', headers: { a: '<<CREDENTIAL.api_key>>' } }, ['credential api_key']],
  ['HTTPRequest', { url: '<<RESOURCE.hosts.first>>', more: ['<<RESOURCE.hosts>>'] }, ['resource hosts']],
  ['HTTPRequest', { url: '<<RESOURCE["hosts"]>> <<CREDENTIAL.a>>' }, ['credential a', 'resource hosts']],
  ['SendToStory', { story: 'Look up' }, ['story look_up']],
  ['SendToStory', { story: '<<STORY.look_up>>' }, ['story look_up']],
  ['EventTransformation', { payload: { a: '<<STORY.look_up.name>>' } }, ['story look_up']],
  ['EventTransformation', { story: 'Look up' }, []],
  ['SendToStory', { story: '' }, []],
  ['EventTransformation', { payload: { a: 'CREDENTIAL.api_key' } }, []],
])('%s %j needs %j', (type, options, needs) => {
  expect(needsOf(type, options)).toEqual(needs);
});
