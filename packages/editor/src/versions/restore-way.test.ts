import { expect, test } from 'vitest';
import { restoreWay } from './restore-way.ts';

const free = { change_control_enabled: false, locked: false, synced_from: null };
const controlled = { ...free, change_control_enabled: true };
const copy = { ...controlled, synced_from: { tenant: 't', story_guid: 'g', url: 'https://example.com' } } as never;
const why = 'Because.';
const closed = (draftId: number | null) => ({ storyId: 1, draftId, readOnly: true, why });
const open = (draftId: number | null) => ({ storyId: 1, draftId, readOnly: false });

test.each([
  ['a story without change control', open(null), free, true, { kind: 'here' }],
  ['a draft', open(7), controlled, true, { kind: 'here' }],
  ['the live story under change control', closed(null), controlled, true, { kind: 'draft' }],
  ['a draft in review', closed(7), controlled, true, { kind: 'refused', why }],
  ['a story that is locked', closed(null), { ...controlled, locked: true }, true, { kind: 'refused', why }],
  ['a copy that is kept in step', closed(null), copy, true, { kind: 'refused', why }],
  ['somebody who only looks', closed(null), controlled, false, { kind: 'refused', why }],
  [
    'what is not known yet',
    { storyId: 1, draftId: null, readOnly: true },
    free,
    true,
    { kind: 'refused', why: 'It is not known yet whether you may restore it.' },
  ],
] as const)('a version goes, in %s', (_name, editing, story, canWrite, way) => {
  expect(restoreWay(editing, story, canWrite)).toEqual(way);
});
