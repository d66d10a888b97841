/** That the words for documented answers find what is wrong: what they let pass, the tests beside them let pass. */
import { parseJson, type Value } from '@fabula/formula';
import { describe, expect, test } from 'vitest';
import {
  either,
  exactly,
  faultsOf,
  flag,
  guid,
  integer,
  listOf,
  object,
  oneOf,
  orNull,
  page,
  type Shape,
  text,
  time,
  timeWithMilliseconds,
  uuid,
} from './shape.test-kit.ts';

const value = (json: string): Value => {
  const parsed = parseJson(json);
  if (!parsed.ok) throw new Error(json);
  return parsed.value;
};
const thing = object({ id: integer, name: orNull(text) }, { maybe: { draft: integer }, more: ['ours'] });
const meta = (more = '') =>
  `"meta":{"current_page":"http://x/y?per_page=1&page=1","previous_page":null,"next_page":null,"next_page_number":null,"per_page":1,"pages":1,"count":1${more}}`;

describe('a shape', () => {
  test.each<[string, Shape, string]>([
    ['an integer', integer, '7'],
    ['a time', time, '"2026-01-31T12:00:00Z"'],
    ['a list', listOf(flag), '[true,false]'],
    ['an object', thing, '{"id":1,"name":null}'],
    ['what is there in some answers, and what is ours', thing, '{"id":1,"name":"x","draft":2,"ours":{}}'],
    ['a page', page('things', thing), `{"things":[{"id":1,"name":"x"}],${meta()}}`],
    ['one of two', either(text, integer), '1'],
  ])('lets pass %s', (_name, shape, json) => {
    expect(faultsOf(value(json), shape)).toEqual([]);
  });

  test.each<[string, Shape, string, string]>([
    ['an integer as text', integer, '"7"', 'answer must be an integer'],
    ['a fraction', integer, '7.5', 'answer must be an integer'],
    ['null where there is none', text, 'null', 'answer must be text'],
    ['a time with milliseconds', time, '"2026-01-31T12:00:00.000Z"', 'answer must be a time'],
    ['one without', timeWithMilliseconds, '"2026-01-31T12:00:00Z"', 'answer must be a time'],
    ['a guid with dashes', guid, '"123e4567-e89b-12d3-a456-426614174000"', 'answer must be 32 hex digits'],
    ['a UUID without', uuid, '"0123456789abcdef0123456789abcdef"', 'answer must be a UUID'],
    ['another word', oneOf('LIVE', 'TEST'), '"live"', 'answer must be one of LIVE, TEST'],
    ['another value', exactly(null), '0', 'answer must be null'],
    ['a missing field', thing, '{"id":1}', 'answer.name is missing'],
    ['an unknown field', thing, '{"id":1,"name":"x","extra":1}', 'answer.extra is not documented'],
    ['a wrong item', listOf(thing), '[{"id":1,"name":"x"},{"id":"1","name":"x"}]', 'answer.1.id must be'],
    ['a list that is none', listOf(thing), '{}', 'answer must be a list'],
    ['an empty page', page('things', thing), `{"things":[],${meta()}}`, 'answer.things must have an item'],
    ['a page under another key', page('things', thing), `{"items":[],${meta()}}`, 'answer.things is missing'],
    ['more in meta', page('things', thing), `{"things":[{"id":1,"name":"x"}],${meta(',"x":1')}}`, 'answer.meta.x is'],
    ['neither', either(text, integer), 'true', 'answer must be text'],
  ])('finds %s', (_name, shape, json, fault) => {
    expect(faultsOf(value(json), shape)[0]).toContain(fault);
  });
});
