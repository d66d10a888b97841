import { describe, expect, it } from 'vitest';
import type { Value } from '../value/value.ts';
import { keysRead } from './keys-read.ts';

const current = { standardLibVersion: 90 };

function keys(value: Value, options = current): readonly string[] | null {
  const read = keysRead(value, 'CREDENTIAL', options);
  return read && [...read];
}

describe('keys of a name that a tree of fields reads', () => {
  it.each<[Value, readonly string[]]>([
    ['=CREDENTIAL.api', ['api']],
    ['=CREDENTIAL["api"].more', ['api']],
    ['Bearer <<CREDENTIAL.api>>', ['api']],
    ['<%if CREDENTIAL.one%><<CREDENTIAL.two>><%endif%>', ['one', 'two']],
    ['{{ .CREDENTIAL.api }}', ['api']],
    ['{{ CREDENTIAL["api"] | append: CREDENTIAL.other }}', ['api', 'other']],
    ['{% credential My API %}', ['my_api']],
    [{ headers: { a: '=CREDENTIAL.one' }, list: [['=CREDENTIAL.two']] }, ['one', 'two']],
    ['=IF(a, CREDENTIAL.one, FILTER(b, LAMBDA(x, x = CREDENTIAL.two)))', ['one', 'two']],
    ['CREDENTIAL.api', []],
    ['=a.CREDENTIAL.api', []],
    ['=CREDENTIAL.(', []],
    [7, []],
  ])('%j', (value, expected) => expect(keys(value)).toEqual(expected));

  it.each([
    '=CREDENTIAL[a]',
    '=CREDENTIAL',
    '=KEYS(CREDENTIAL)',
    '=CREDENTIAL |> %.api',
    '{{ CREDENTIAL[a] }}',
    '{{ [a].api }}',
  ])('cannot be known: %s', (field) => expect(keys(field)).toBeNull());

  it('are read by the age of the story', () => {
    expect(keys('{{ .CREDENTIAL.a }} <<CREDENTIAL.b>>')).toEqual(['b']);
    expect(keysRead('{{ .CREDENTIAL.a }} <<CREDENTIAL.b>>', 'CREDENTIAL')).toEqual(new Set(['a']));
  });
});
