import { isObjectValue, makeObject, type ObjectValue, parseJson } from '@fabula/formula';
import { describe, expect, it } from 'vitest';
import { checkOptions } from './check-options.ts';
import type { OptionField } from './option-field.ts';

const fields: readonly OptionField[] = [
  {
    key: 'mode',
    title: 'Mode',
    help: '',
    kind: 'choice',
    fallback: 'delay',
    choices: [
      { value: 'delay', title: 'Delay' },
      { value: 'explode', title: 'Explode' },
    ],
    origin: 'documented',
  },
  {
    key: 'seconds',
    title: 'Seconds',
    help: '',
    kind: 'number',
    min: 1,
    isInteger: true,
    isRequired: true,
    when: { key: 'mode', isOneOf: ['delay'] },
    aliases: ['wait'],
    origin: 'documented',
  },
  { key: 'emit', title: 'Emit', help: '', kind: 'boolean', origin: 'seen' },
];

function options(literal: unknown): ObjectValue {
  const parsed = parseJson(JSON.stringify(literal));
  return parsed.ok && isObjectValue(parsed.value) ? parsed.value : makeObject([]);
}

describe('options are checked before they run', () => {
  it.each<[string, unknown, string[]]>([
    ['nothing is wrong', { mode: 'delay', seconds: 5 }, []],
    ['numbers and booleans as text', { seconds: ' 5 ', emit: 'TRUE' }, []],
    ['an older spelling', { wait: '3' }, []],
    ['a formula is read later', { mode: '=hook.mode', seconds: '<<hook.n>>', emit: '=1' }, []],
    ['a missing option', { mode: 'delay', seconds: '' }, ["Invalid Options: 'seconds' must be given"]],
    ['an option of another mode is not missed', { mode: 'explode' }, []],
    ['a number out of range', { seconds: 0 }, ["Invalid Options: 'seconds' must be a number greater than 0"]],
    ['no such choice', { mode: 'wait', seconds: 1 }, ["Invalid Options: 'mode' must be one of delay, explode"]],
    ['not a boolean', { seconds: 1, emit: 'yes' }, ["Invalid Options: 'emit' must be true or false"]],
    [
      'an unknown key',
      { seconds: 1, colour: 1 },
      ["Invalid Options: 'colour' is not an option of this kind of action"],
    ],
  ])('%s', (_name, given, messages) => {
    expect(checkOptions(fields, options(given)).map(({ message }) => message)).toEqual(messages);
  });
});
