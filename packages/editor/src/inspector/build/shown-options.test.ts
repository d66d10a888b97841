import type { OptionField } from '@fabula/model';
import { expect, test } from 'vitest';
import { showOptions } from './shown-options.ts';

const fields: readonly OptionField[] = [
  {
    ...{ key: 'mode', title: 'Mode', help: '', kind: 'choice', isBasic: true, origin: 'documented' },
    choices: [
      { value: 'delay', title: 'Delay' },
      { value: 'explode', title: 'Explode' },
    ],
  },
  {
    ...{ key: 'seconds', title: 'Seconds', help: '', kind: 'number', isRequired: true, origin: 'documented' },
    when: { key: 'mode', isOneOf: ['delay'] },
  },
  {
    ...{ key: 'limit', title: 'Limit', help: '', kind: 'number', origin: 'documented', aliases: ['max'] },
    when: { key: 'mode', isOneOf: ['explode'] },
  },
  { key: 'rules', title: 'Rules', help: '', kind: 'rules', origin: 'documented' },
  { key: 'must_match', title: 'Must match', help: '', kind: 'number', origin: 'documented' },
];

function shown(options: Parameters<typeof showOptions>[1], added: readonly string[] = []) {
  const result = showOptions(fields, options, new Set(added));
  return {
    shown: result.shown.map(({ key }) => key),
    addable: result.addable.map(({ key }) => key),
    resting: result.resting.map(({ key }) => key),
    others: result.others,
  };
}

test('basic, required and given options are shown, the others can be added', () => {
  expect(shown({ mode: 'delay' })).toEqual({
    shown: ['mode', 'seconds'],
    addable: ['rules'],
    resting: [],
    others: [],
  });
  expect(shown({ mode: 'delay', rules: [] }).shown).toEqual(['mode', 'seconds', 'rules']);
  expect(shown({ mode: 'explode' }, ['limit']).shown).toEqual(['mode', 'limit']);
});

test('options of another mode rest', () => {
  expect(shown({ mode: 'explode', seconds: 5 })).toMatchObject({ shown: ['mode'], resting: ['seconds'] });
});

test('a mode that a formula chooses leaves everything on the table', () => {
  expect(shown({ mode: '=x', seconds: 5 })).toMatchObject({ shown: ['mode', 'seconds'], addable: ['limit', 'rules'] });
});

test('an older spelling is one option with the newer, and unknown keys are others', () => {
  expect(shown({ mode: 'explode', max: 3, colour: 1 })).toEqual({
    shown: ['mode', 'max'],
    addable: ['rules'],
    resting: [],
    others: ['colour'],
  });
});
