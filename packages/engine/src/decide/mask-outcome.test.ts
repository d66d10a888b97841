import { Bytes, ExactNumber, type Value } from '@fabula/formula';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../action-type.ts';
import { noSecrets } from '../ports/credentials.ts';
import { maskOutcome, maskValue } from './mask-outcome.ts';

const mask = { isEmpty: false, mask: (text: string) => text.replaceAll(/s3cret|4711|czNjcmV0/g, '********') };
const logs = [{ level: 3, message: 'sent s3cret' }] as const;
const masked = [{ level: 3, message: 'sent ********' }] as const;

describe('secrets are replaced in', () => {
  it.each<[string, Value, Value]>([
    ['a text', 'Bearer s3cret', 'Bearer ********'],
    ['keys and values, however deep', { a: [{ s3cret: 's3cret' }] }, { a: [{ '********': '********' }] }],
    ['a number', { pin: 4711, other: 4712 }, { pin: '********', other: 4712 }],
    ['a number kept as its text', new ExactNumber('4711.0', true), '********.0'],
    ['bytes', new Bytes(new TextEncoder().encode('s3cret')), '********'],
    ['nothing else', [null, true, 'a', 1], [null, true, 'a', 1]],
  ])('%s', (_name, value, expected) => expect(maskValue(value, mask)).toEqual(expected));

  it.each<[string, Outcome, Outcome]>([
    ['events', { kind: 'emit', payloads: ['s3cret'], logs }, { kind: 'emit', payloads: ['********'], logs: masked }],
    ['logs', { kind: 'nothing', logs }, { kind: 'nothing', logs: masked }],
    [
      'failures',
      { kind: 'fail', message: 'no s3cret', payload: { error: 's3cret' } },
      { kind: 'fail', message: 'no ********', payload: { error: '********' } },
    ],
    [
      'what a called story gets',
      { kind: 'call', target: { id: 1 }, payload: 's3cret' },
      { kind: 'call', target: { id: 1 }, payload: '********' },
    ],
  ])('%s', (_name, outcome, expected) => expect(maskOutcome(outcome, mask)).toEqual(expected));
});

it('parts without secrets are the same objects', () => {
  const value = { a: { b: 1 } };
  expect(maskValue(value, mask)).toBe(value);
});

it('without secrets nothing is looked at', () => {
  const outcome: Outcome = { kind: 'emit', payloads: ['s3cret'] };
  expect(maskOutcome(outcome, noSecrets)).toBe(outcome);
});

it('a state stays as it is', () => {
  const outcome: Outcome = { kind: 'later', dueAt: 1, state: 's3cret' };
  expect(maskOutcome(outcome, mask)).toEqual(outcome);
});
