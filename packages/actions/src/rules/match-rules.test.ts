import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { loadOniguruma } from '@fabula/formula';
import { describe, expect, it } from 'vitest';
import { actionInput, objectOf } from '../testing/action-input.ts';
import { hasRules, matchRules } from './match-rules.ts';

const tree = objectOf({
  hook: {
    name: 'Ada Lovelace',
    count: 9,
    text_count: '10',
    empty: '',
    list: ['red', 7],
    none: [],
    object: { red: 1 },
    nothing: null,
    no: false,
    zero: 0,
  },
});

function holds(rules: unknown, mustMatch?: unknown): boolean {
  const options = objectOf(mustMatch === undefined ? { rules } : { rules, must_match: mustMatch });
  return matchRules(actionInput({ options, tree })).isMatch;
}

describe('a rule', () => {
  it.each([
    ['regex', '<<hook.name>>', 'ada', true],
    ['regex', '<<hook.name>>', '^lovelace', false],
    ['regex', '<<hook.name>>', ['^x', 'lace$'], true],
    ['regex', '<<hook.empty>>', '^$', true],
    ['!regex', '<<hook.name>>', '^$', true],
    ['!regex', '<<hook.missing>>', '^$', false],
    ['field==value', '<<hook.count>>', '9', true],
    ['field==value', '=hook.count', '9', true],
    ['field==value', '=hook.count', '9.0', true],
    ['field==value', '<<hook.name>>', 'ada lovelace', false],
    ['field==value', '<<hook.name>>', ['x', 'Ada Lovelace'], true],
    ['field==value', '=hook.no', 'false', true],
    ['field==value', '<<hook.name>>', '<<hook.name>>', true],
    ['field!=value', '<<hook.name>>', 'x', true],
    ['field!=value', '<<hook.none>>', '[]', false],
    ['field<value', '<<hook.count>>', '10', true],
    ['field<value', '<<hook.text_count>>', '9', false],
    ['field<=value', '=hook.count', 9, true],
    ['field>value', '<<hook.text_count>>', '<<hook.count>>', true],
    ['field>=value', '<<hook.text_count>>', '10.0', true],
    ['field>value', '<<hook.name>>', '1', false],
    ['field<value', '<<hook.missing>>', '1', false],
    ['in', '<<hook.name>>', 'Love', true],
    ['in', '<<hook.name>>', 'love', false],
    ['in', '=hook.list', 'red', true],
    ['in', '=hook.list', 're', false],
    ['in', '=hook.list', '7', true],
    ['in', '=hook.object', 'red', true],
    ['in', '<<hook.name>>', ['x', 'Ada'], true],
    ['not in', '=hook.list', 'blue', true],
    ['not in', '=hook.list', ['blue', 'red'], false],
    ['not in', '<<hook.name>>', 'Ada', false],
    ['field!=null', '<<hook.name>>', undefined, true],
    ['field!=null', '<<hook.missing>>', undefined, false],
    ['field!=null', '=hook.none', undefined, false],
    ['field!=null', '=hook.zero', undefined, true],
    ['formula', '=hook.count > 8', undefined, true],
    ['formula', '=hook.count > 9', undefined, false],
    ['formula', '=hook.zero', undefined, true],
    ['formula', '=hook.none', undefined, false],
    ['!formula', '=hook.count > 9', undefined, true],
  ])('%s of %s and %j gives %j', (type, path, value, expected) => {
    expect(holds([{ type, path, value }])).toBe(expected);
  });
});

describe('rules together', () => {
  const yes = { type: 'formula', path: '=TRUE' };
  const no = { type: 'formula', path: '=FALSE' };

  it.each([
    [[yes, yes], undefined, true],
    [[yes, no], undefined, false],
    [[yes, no], 1, true],
    [[yes, no], '1', true],
    [[yes, no], ' 2 ', false],
    [[no, no], 1, false],
    [[yes], 2, false],
  ])('%j with must_match %j gives %j', (rules, mustMatch, expected) => {
    expect(holds(rules, mustMatch)).toBe(expected);
  });

  it('say which of them held', () => {
    const options = objectOf({ rules: [yes, no, yes], must_match: 1 });
    expect(matchRules(actionInput({ options })).held).toEqual([0, 2]);
  });

  it('may come out of a formula; what is in them is then data, not formulas', () => {
    const rules = [{ type: 'field==value', path: '=1 + 1', value: '=1 + 1' }];
    const options = objectOf({ rules: '=hook.rules' });
    expect(matchRules(actionInput({ options, tree: objectOf({ hook: { rules } }) })).isMatch).toBe(true);
    const other = [{ type: 'field==value', path: '=1 + 1', value: '2' }];
    expect(matchRules(actionInput({ options, tree: objectOf({ hook: { rules: other } }) })).isMatch).toBe(false);
  });

  it('say when a regular expression gives up, instead of holding up the others', async () => {
    const require = createRequire(import.meta.url);
    await loadOniguruma(readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm')));
    const rules = [{ type: 'regex', path: 'a'.repeat(60), value: '(?=(a+)+$)b|c(?=d)(a+)+$|(a+)+(?=b)' }];
    expect(() => holds(rules)).toThrow('needs too many attempts on this text');
  });

  it.each([
    [[yes], 0, "Invalid Options: 'must_match' must be a number greater than 0"],
    [[yes], 'many', "Invalid Options: 'must_match' must be a number greater than 0"],
    [[yes, { type: 'like', path: 'a' }], 1, "Invalid Options: Rule contains invalid type: 'like'"],
    [[{ type: 'constructor' }], 1, "Invalid Options: Rule contains invalid type: 'constructor'"],
    ['none', 1, "Invalid Options: 'rules' must be a list of rules"],
    [['none'], 1, "Invalid Options: 'rules' must be a list of objects with type, path and value"],
    [
      [{ type: 'regex', path: 'a', value: '(' }],
      1,
      /^Invalid Options: Rule has a regular expression that cannot be used: /,
    ],
    [[{ type: 'formula', path: '=1 / 0' }], 1, /Division by zero/],
  ])('that cannot be understood fail with the reason: %j, %j', (rules, mustMatch, message) => {
    expect(() => holds(rules, mustMatch)).toThrow(message);
  });

  it.each([
    [{}, false],
    [{ rules: [] }, false],
    [{ rules: null }, false],
    [{ rules: [yes] }, true],
    [{ rules: '=hook.rules' }, true],
  ])('are there or not: %j', (options, expected) => {
    expect(hasRules(actionInput({ options: objectOf(options) }))).toBe(expected);
  });
});
