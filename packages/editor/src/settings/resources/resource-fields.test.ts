import { describe, expect, test } from 'vitest';
import { ownTeamAlone } from '../sharing.ts';
import { changeOf, fieldsOf, onto, type SavedResource } from './resource-fields.ts';
import { write } from './written-value.ts';

const saved: SavedResource = { name: 'Doors', description: '', sharing: ownTeamAlone, value: { north: 'open' } };
const fields = fieldsOf(saved);

describe('the form of a resource', () => {
  test('nothing is sent where nothing was changed', () => {
    expect(changeOf(fields, saved)).toEqual([]);
    expect(changeOf({ ...fields, value: { form: 'json', text: '{"north":   "open"}' } }, saved)).toEqual([]);
  });

  test('a changed value says which one it replaces', () => {
    expect(changeOf({ ...fields, value: write('shut') }, saved)).toEqual([
      ['value', 'shut'],
      ['if_value', { north: 'open' }],
    ]);
    expect(changeOf({ ...fields, name: 'Gates' }, saved)).toEqual([['name', 'Gates']]);
  });

  test('a new one is sent whole, shared only when somebody says so', () => {
    expect(changeOf({ ...fields, value: write('') }, null)).toEqual([
      ['name', 'Doors'],
      ['value', ''],
    ]);
    const sharing = { access: 'SPECIFIC_TEAMS', slugs: ['response'] } as const;
    expect(changeOf({ ...fields, sharing }, null)).toContainEqual(['shared_team_slugs', ['response']]);
  });

  test('half-written JSON is not sent', () => {
    expect(changeOf({ ...fields, value: { form: 'json', text: '{' } }, saved)).toBeNull();
  });

  test('what somebody else changed meanwhile is not written back by accident', () => {
    const theirs = { ...saved, name: 'Gates', value: { north: 'shut' } };
    const mine = { ...fields, description: 'All of them', value: write({ north: 'ajar' }) };
    const mended = onto(mine, saved, theirs);
    expect(mended).toMatchObject({ name: 'Gates', description: 'All of them' });
    expect(changeOf(mended, theirs)).toEqual([
      ['description', 'All of them'],
      ['value', { north: 'ajar' }],
      ['if_value', { north: 'shut' }],
    ]);
    expect(onto(fields, saved, theirs)).toEqual(fieldsOf(theirs));
  });
});
