import { makeObject, type Value } from '@fabula/formula';
import { describe, expect, it } from 'vitest';
import { OptionFailure } from '../action-type.ts';
import { toyStory } from '../simulation/toy-story.ts';
import { ActionOptionReader } from './option-reader.ts';

function reader(options: Record<string, Value>, outputs: Record<string, Value> = {}): ActionOptionReader {
  const story = toyStory('story', [{ name: 'action', options }]);
  const [action] = story.actions;
  if (action === undefined) throw new Error('no action');
  return new ActionOptionReader({
    story,
    action,
    team: {
      resource: makeObject([['colour', 'red']]),
      credentialInfo: makeObject([['api', { name: 'API', id: 3, metadata: { user: 'ada' } }]]),
      resourceInfo: makeObject([['colour', { name: 'Colour', id: 4 }]]),
      story: makeObject([['helper', 7]]),
    },
    credential: makeObject([['api', 'key']]),
    output: (slug) => outputs[slug],
    meta: () => ({ story: { name: 'story' } }),
    pages: () => ({ approval: 'http://fabula.test/pages/approval' }),
    environment: { now: 0, random: () => 0, newUuid: () => 'uuid' },
  });
}

describe('reading options', () => {
  it.each<[string, Value, Value]>([
    ['a text with a pill', 'Hello <<hook.name>>!', 'Hello Ada!'],
    ['a formula keeps its type', '=hook.count + 1', 3],
    ['formulas anywhere in a tree', { list: ['=hook.count'], text: 'x' }, { list: [2], text: 'x' }],
    ['a legacy template', '{{ .hook.name }}', 'Ada'],
    ['an unknown name is empty', '<<nothing.here>>', ''],
    ['a resource', '<<RESOURCE.colour>>', 'red'],
    ['a story by its slug', '<<STORY.helper>>', '7'],
    ['a credential', '<<CREDENTIAL.api>>', 'key'],
    ['what is known about a credential', '<<INFO.credential.api.metadata.user>>', 'ada'],
    ['what is known about a resource', '<<INFO.resource.colour.name>> <<INFO.resource.colour.id>>', 'Colour 4'],
    ['the address of a page', '<<PAGE.approval>>', 'http://fabula.test/pages/approval'],
    ['facts of the run', '<<META.story.name>>', 'story'],
  ])('%s', (_name, option, expected) => {
    expect(reader({ option }, { hook: { name: 'Ada', count: 2 } }).option('option')).toEqual(expected);
  });

  it('evaluates local values in order, each seeing the ones before it', () => {
    const local = { first: '=hook.count', second: '=LOCAL.first + 1' };
    expect(reader({ local, sum: '=LOCAL.first + LOCAL.second' }, { hook: { count: 1 } }).option('sum')).toBe(3);
  });

  it.each<[string, Value]>([
    ['JSON text', '{"first": "=hook.count", "second": "=LOCAL.first + 1"}'],
    ['a formula', '={first: hook.count, second: hook.count + 1}'],
    ['a formula that gives JSON text', '=hook.text'],
  ])('reads local values from %s', (_name, local) => {
    const outputs = { hook: { count: 1, text: '{"first": 1, "second": 2}' } };
    expect(reader({ local, sum: '=LOCAL.first + LOCAL.second' }, outputs).option('sum')).toBe(3);
  });

  it.each<Value>([null, ' ', '=nothing'])('has no local values where %j is given', (local) => {
    expect(reader({ local, value: '=LOCAL' }).option('value')).toEqual({});
  });

  it.each<Value>(['token', '=hook', [1], 5])('refuses %j as local values, whenever they are read', (local) => {
    const options = reader({ local, value: '<<LOCAL.a>>' }, { hook: [1] });
    const read = (): Value | undefined => options.option('value');
    expect(read).toThrow(/'local' must be an object/);
    expect(read).toThrow(/'local' must be an object/);
  });

  it('lets the names of the call hide others', () => {
    expect(reader({ value: '=LOOP.value' }).option('value', { LOOP: { value: 5 } })).toBe(5);
  });

  it('hides everything else where only the own result may be seen', () => {
    const output = reader({ local: { a: 1 } }, { hook: 1 });
    expect(output.readAlone('<<body>>-<<hook>>-<<LOCAL.a>>', { body: 'b' })).toBe('b--');
  });

  it('says where in the options a formula failed', () => {
    const failing = reader({ payload: { items: [1, '=1 / 0'] } });
    const read = (): Value | undefined => failing.option('payload');
    expect(read).toThrow(OptionFailure);
    expect(read).toThrow(/payload\.items\.1.*=1 \/ 0/);
  });

  it('tells an absent option from one that is null', () => {
    const options = reader({ empty: null });
    expect([options.has('empty'), options.option('empty')]).toEqual([true, null]);
    expect([options.has('other'), options.option('other')]).toEqual([false, undefined]);
  });
});
