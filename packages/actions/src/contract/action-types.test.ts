/** What every kind of action must keep to, whatever it does; and that the stories of the corpus find all their kinds. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ActionType, OptionFailure, type Plan } from '@fabula/engine';
import {
  getKey,
  isArrayValue,
  isObjectValue,
  makeObject,
  type ObjectValue,
  stringifyJson,
  toText,
  type Value,
} from '@fabula/formula';
import { describe, expect, it } from 'vitest';
import { actionTypes } from '../registry.ts';
import { actionInput, fromJson, fromLiteral, objectOf } from '../testing/action-input.ts';

const tree = objectOf({ hook: { body: { list: [1, 2], text: 'x', n: 3 } }, explode: { guid: 'g', size: 2, index: 0 } });

/** The plan, or null when an option failed. Everything else that is thrown fails the test. */
function planned(type: ActionType, options: ObjectValue, resumed: Value = null): Plan | null {
  try {
    return type.plan(actionInput({ options, tree, resumed }));
  } catch (error) {
    if (error instanceof OptionFailure) return null;
    throw error;
  }
}

const garbage: readonly unknown[] = [
  null,
  '',
  ' ',
  'text',
  '=',
  '=hook.missing',
  '=1 / 0',
  '<<',
  '{{ x',
  '[1,',
  '{}',
  0,
  -1,
  1e300,
  true,
  [],
  [null],
  [[]],
  {},
  { key: {} },
  [{ type: 'regex' }],
  "a.b[0]['c']..",
  '\u0000\ud800',
];

const modes = ['message_only', 'explode', 'extract', 'deduplicate', 'delay', 'implode', 'throttle', 'automatic'];

function settle(plan: Plan | null): string {
  if (plan === null) return 'failed';
  if (plan.kind === 'pure') return stringifyJson(fromLiteral(plan.outcome));
  if (plan.kind === 'effect') return `effect ${plan.isRepeatable}`;
  const { collect, ...decision } = plan.decide(() => null);
  return stringifyJson(fromLiteral({ ...decision, collect: collect?.key ?? null, keys: plan.keys }));
}

describe.each([...actionTypes.values()])('$title', (type) => {
  it('plans its default options or says which one is missing', () => {
    const options = type.defaultOptions();
    if (!isObjectValue(options)) throw new Error('default options are no object');
    expect(() => planned(type, options)).not.toThrow();
  });

  it('throws nothing but an option failure, whatever the options are', () => {
    const base = type.type === 'Agents::EventTransformationAgent' ? modes : ['message_only'];
    for (const mode of base) {
      for (const { key } of type.options) {
        for (const value of garbage) {
          const options = objectOf({
            url: 'https://api.test/',
            to: 'x',
            path: '=hook',
            seconds: 1,
            capacity: 1,
            size_path: 2,
            story: 1,
            mode,
            [key]: value,
          });
          expect(() => settle(planned(type, options)), `${mode} ${key} ${JSON.stringify(value)}`).not.toThrow();
        }
      }
    }
  });

  it('throws nothing but an option failure, whatever it is resumed with', () => {
    for (const mode of modes) {
      for (const resumed of garbage) {
        const options = objectOf({ url: 'https://api.test/', mode, seconds: 1, capacity: 1, size_path: 2, story: 1 });
        expect(() => settle(planned(type, options, fromLiteral(resumed)))).not.toThrow();
      }
    }
  });

  it('plans the same for the same input', () => {
    for (const mode of modes) {
      const options = objectOf({
        url: 'https://api.test/',
        mode,
        path: '=hook.body.list',
        to: 'x',
        seconds: 1,
        capacity: 1,
        size_path: 2,
        story: 1,
        payload: { a: '=hook' },
      });
      expect(settle(planned(type, options))).toBe(settle(planned(type, options)));
    }
  });
});

const corpus = process.env['FABULA_STORY_CORPUS'];

describe.skipIf(corpus === undefined)('the stories of the corpus (FABULA_STORY_CORPUS)', () => {
  const folder = corpus ?? '';
  const files = corpus === undefined ? [] : readdirSync(folder).filter((name) => name.endsWith('.json'));

  it.each(files)('%s has only kinds that are known, and each plans or says what is wrong', (file) => {
    const story = fromJson(readFileSync(join(folder, file), 'utf8'));
    const actions = isObjectValue(story) ? getKey(story, 'agents') : undefined;
    if (actions === undefined || !isArrayValue(actions)) throw new Error('no actions');
    for (const action of actions) {
      if (!isObjectValue(action)) throw new Error('an action is no object');
      const type = toText(getKey(action, 'type') ?? '');
      expect(actionTypes.has(type), type).toBe(true);
      const options = getKey(action, 'options') ?? makeObject([]);
      const supported = actionTypes.get(type);
      if (supported !== undefined && isObjectValue(options))
        expect(() => settle(planned(supported, options))).not.toThrow();
    }
  });
});
