import { err, makeObject, type ObjectValue, parseJson } from '@fabula/formula';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readStoryExport } from '../read-story-export.ts';
import { readVersionedStory, type VersionedStory, writeVersionedStory } from '../versioned-story.ts';
import { diffStories } from './diff-stories.ts';
import { mergeStories } from './merge-stories.ts';

interface Agent {
  readonly guid: string;
  readonly name?: string;
  readonly options?: Record<string, unknown>;
  readonly at?: readonly [number, number];
}

interface Draw {
  readonly name?: string;
  readonly agents: readonly Agent[];
  /** Guids that are joined. */
  readonly links?: readonly (readonly [string, string])[];
  readonly notes?: readonly { guid: string; content: string }[];
  readonly isDisabled?: boolean;
}

function story({ name = 'Story', agents, links = [], notes = [], isDisabled = false }: Draw): VersionedStory {
  const placeOf = (guid: string) => agents.findIndex((agent) => agent.guid === guid);
  const layout = Object.fromEntries(agents.map(({ guid, at = [0, 0] }) => [guid, at]));
  const text = JSON.stringify({
    schema_version: 30,
    name,
    agents: agents.map(({ guid, name: called = guid, options = {} }) => ({
      type: 'Agents::EventTransformationAgent',
      name: called,
      guid,
      options,
    })),
    links: links
      .filter((ends) => ends.every((guid) => placeOf(guid) >= 0))
      .map(([source, receiver]) => ({ source: placeOf(source), receiver: placeOf(receiver) })),
    diagram_notes: notes.map(({ guid, content }) => ({ guid, content, position: [0, 0] })),
    diagram_layout: JSON.stringify(layout),
  });
  const parsed = parseJson(text);
  const document = parsed.ok ? readStoryExport(parsed.value as ObjectValue) : err({ message: 'no JSON', field: '' });
  if (!document.ok) throw new Error(document.error.message);
  return { document: document.value, isDisabled, isPriority: false, sharedTeamSlugs: [], runsToSave: new Map() };
}

const plain = story({ agents: [{ guid: 'a', options: { x: 1, y: 1 } }, { guid: 'b' }], links: [['a', 'b']] });

describe('what is different', () => {
  test('is nothing between a story and itself, kept or not', () => {
    expect(diffStories(plain, plain)).toEqual([]);
    const kept = readVersionedStory(writeVersionedStory(plain, '2026-01-01T00:00:00Z'));
    expect(kept.ok && diffStories(plain, kept.value)).toEqual([]);
  });

  test.each<[string, Draw, object[]]>([
    [
      'a changed option, by its key',
      { agents: [{ guid: 'a', options: { x: 2, y: 1 } }, { guid: 'b' }], links: [['a', 'b']] },
      [
        {
          operation: 'update',
          target: 'action',
          id: 'a',
          fields: [{ field: 'options.x', before: 1, after: 2 }],
          isPositional: false,
        },
      ],
    ],
    [
      'a moved action, as a change of place alone',
      { agents: [{ guid: 'a', options: { x: 1, y: 1 }, at: [5, 6] }, { guid: 'b' }], links: [['a', 'b']] },
      [
        {
          operation: 'update',
          id: 'a',
          fields: [{ field: 'position', before: [0, 0], after: [5, 6] }],
          isPositional: true,
        },
      ],
    ],
    [
      'an action that is new, with its link',
      {
        agents: [{ guid: 'a', options: { x: 1, y: 1 } }, { guid: 'b' }, { guid: 'c' }],
        links: [
          ['a', 'b'],
          ['b', 'c'],
        ],
      },
      [
        { operation: 'add', target: 'action', id: 'c' },
        { operation: 'add', target: 'link', name: 'b → c' },
      ],
    ],
    [
      'an action that is gone, with its link',
      { agents: [{ guid: 'a', options: { x: 1, y: 1 } }] },
      [
        { operation: 'remove', target: 'action', id: 'b' },
        { operation: 'remove', target: 'link', name: 'a → b' },
      ],
    ],
    [
      'fields of the story, and what a file leaves out',
      {
        name: 'New',
        agents: [{ guid: 'a', options: { x: 1, y: 1 } }, { guid: 'b' }],
        links: [['a', 'b']],
        isDisabled: true,
      },
      [
        {
          operation: 'update',
          target: 'story',
          fields: [{ field: 'name' }, { field: 'disabled', before: false, after: true }],
        },
      ],
    ],
  ])('%s', (_name, after, differences) => {
    expect(diffStories(plain, story(after))).toMatchObject(differences);
  });
});

describe('merging', () => {
  const merged = (base: VersionedStory, theirs: VersionedStory, ours: VersionedStory, prefer?: 'ours' | 'theirs') => {
    const { story: result, conflicts } = mergeStories(base, theirs, ours, prefer);
    return { result, conflicts: conflicts.map(({ id, field }) => `${id}:${field}`) };
  };

  test('takes from each side what only that side has changed, in one action too', () => {
    const theirs = story({
      agents: [{ guid: 'a', options: { x: 2, y: 1 } }, { guid: 'b' }, { guid: 'c' }],
      links: [['a', 'c']],
    });
    const ours = story({
      name: 'Ours',
      agents: [{ guid: 'a', options: { x: 1, y: 3, z: 4 } }, { guid: 'b' }],
      links: [['a', 'b']],
    });
    const { result, conflicts } = merged(plain, theirs, ours);
    expect(conflicts).toEqual([]);
    const expected = story({
      name: 'Ours',
      agents: [{ guid: 'a', options: { x: 2, y: 3, z: 4 } }, { guid: 'b' }, { guid: 'c' }],
      links: [['a', 'c']],
    });
    expect(diffStories(expected, result)).toEqual([]);
  });

  test('tells what both have changed differently, and takes the side that is preferred', () => {
    const theirs = story({ agents: [{ guid: 'a', options: { x: 2, y: 1 } }, { guid: 'b' }], links: [['a', 'b']] });
    const ours = story({ agents: [{ guid: 'a', options: { x: 3, y: 1 } }, { guid: 'b' }], links: [['a', 'b']] });
    expect(merged(plain, theirs, ours)).toMatchObject({ conflicts: ['a:options.x'] });
    expect(diffStories(merged(plain, theirs, ours, 'ours').result, ours)).toEqual([]);
    expect(diffStories(merged(plain, theirs, ours, 'theirs').result, theirs)).toEqual([]);
  });

  test('an action that one side has removed and the other has worked on is a conflict', () => {
    const removed = story({ agents: [{ guid: 'b' }] });
    const worked = story({ agents: [{ guid: 'a', options: { x: 9, y: 1 } }, { guid: 'b' }], links: [['a', 'b']] });
    expect(merged(plain, removed, worked).conflicts).toEqual(['a:']);
    expect(merged(plain, worked, removed).conflicts).toEqual(['a:']);
    expect(merged(plain, removed, worked, 'ours').result.document.actions).toHaveLength(2);
    expect(merged(plain, removed, worked, 'theirs').result.document.actions).toHaveLength(1);
    expect(merged(plain, removed, plain)).toMatchObject({ conflicts: [] });
    expect(merged(plain, removed, plain).result.document.actions).toHaveLength(1);
  });

  const guids = ['a', 'b', 'c', 'd'];
  const draws = fc
    .record({
      name: fc.constantFrom('One', 'Two'),
      isDisabled: fc.boolean(),
      agents: fc.subarray(guids).chain((chosen) =>
        fc.tuple(
          ...chosen.map((guid) =>
            fc.record({
              guid: fc.constant(guid),
              name: fc.constantFrom('N', 'M'),
              options: fc.dictionary(fc.constantFrom('x', 'y'), fc.constantFrom(1, 2)),
              at: fc.constantFrom<[number, number]>([0, 0], [15, 0]),
            }),
          ),
        ),
      ),
      links: fc.uniqueArray(fc.tuple(fc.constantFrom(...guids), fc.constantFrom(...guids)), { selector: String }),
    })
    .map((draw) => story(draw));

  test('a side that has changed nothing gives way to the other', () => {
    fc.assert(
      fc.property(draws, draws, (base, other) => {
        expect(merged(base, base, other).conflicts).toEqual([]);
        expect(diffStories(merged(base, base, other).result, other)).toEqual([]);
        expect(diffStories(merged(base, other, base).result, other)).toEqual([]);
        expect(diffStories(merged(base, other, other).result, other)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('without conflicts it does not matter which side is the draft', () => {
    fc.assert(
      fc.property(draws, draws, draws, (base, one, two) => {
        const there = merged(base, one, two);
        const back = merged(base, two, one);
        expect(new Set(there.conflicts)).toEqual(new Set(back.conflicts));
        if (there.conflicts.length > 0) return;
        const differences = diffStories(there.result, back.result).filter(({ isPositional }) => !isPositional);
        expect(differences).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

test('keeps what a file leaves out', () => {
  const kept = { ...plain, isPriority: true, sharedTeamSlugs: ['blue'], runsToSave: new Map([['a', 5]]) };
  const read = readVersionedStory(writeVersionedStory(kept, '2026-01-01T00:00:00Z'));
  expect(read).toMatchObject({ ok: true, value: { isPriority: true, sharedTeamSlugs: ['blue'] } });
  expect(read.ok && [...read.value.runsToSave]).toEqual([['a', 5]]);
  expect(readVersionedStory(makeObject([]))).toMatchObject({ ok: false });
});
