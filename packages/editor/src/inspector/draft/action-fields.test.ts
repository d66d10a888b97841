import { isObjectValue, makeObject, parseJson } from '@fabula/formula';
import { describe, expect, test } from 'vitest';
import { type ActionFields, changesBetween, mergeFields, takeTheirs, withOption } from './action-fields.ts';

function fields(options: unknown, rest: Partial<ActionFields> = {}): ActionFields {
  const parsed = parseJson(JSON.stringify(options));
  return {
    name: 'Look up',
    description: '',
    disabled: false,
    schedule: [],
    monitor_failures: false,
    monitor_all_events: false,
    monitor_no_events_emitted: null,
    options: parsed.ok && isObjectValue(parsed.value) ? parsed.value : makeObject([]),
    ...rest,
  };
}

const base = fields({ url: 'a', method: 'get', old: 1 });

describe('what is told to the API', () => {
  test('is nothing when nothing changed, and only what changed', () => {
    expect(changesBetween(base, fields({ url: 'a', method: 'get', old: 1 }))).toBeNull();
    expect(changesBetween(base, { ...base, name: 'Find' })).toEqual({ name: 'Find' });
    expect(changesBetween(base, { ...base, schedule: [{ cron: '0 * * * *', timezone: 'UTC' }] })).toEqual({
      schedule: [{ cron: '0 * * * *', timezone: 'UTC' }],
    });
  });

  test('is all options, with the others as they were', () => {
    const after = { ...base, options: withOption(withOption(base.options, 'url', 'b'), 'old', undefined) };
    expect(changesBetween(base, after)).toEqual({ options: { url: 'b', method: 'get' } });
  });
});

describe('changes of two people', () => {
  test('to different things go together', () => {
    const ours = fields({ url: 'ours', method: 'get', old: 1 });
    const theirs = fields({ url: 'a', method: 'post', more: true }, { name: 'Theirs' });
    expect(mergeFields(base, ours, theirs)).toEqual({
      fields: fields({ url: 'ours', method: 'post', more: true }, { name: 'Theirs' }),
      conflicts: [],
      taken: ['name', 'options.method', 'options.old', 'options.more'],
    });
  });

  test('to one thing are a conflict, unless both wrote the same', () => {
    const ours = fields({ url: 'ours', method: 'post', old: 1 });
    const theirs = fields({ url: 'theirs', method: 'post', old: 1 });
    expect(mergeFields(base, ours, theirs)).toEqual({ fields: ours, conflicts: ['options.url'], taken: [] });
    expect(takeTheirs(ours, theirs, ['options.url'])).toEqual(theirs);
  });

  test('are a conflict when one removed what the other changed', () => {
    const ours = fields({ url: 'a', method: 'get' });
    const theirs = fields({ url: 'a', method: 'get', old: 2 });
    expect(mergeFields(base, ours, theirs).conflicts).toEqual(['options.old']);
    expect(mergeFields(base, theirs, ours).conflicts).toEqual(['options.old']);
  });
});
