import { describe, expect, test } from 'vitest';
import { functionsByName } from '../functions/registry.ts';
import { signatureOf } from '../functions/signature.ts';
import { type SignatureHelp, signatureHelp } from './signature-help.ts';

/** `NAME: active parameter`, and the calls around a lambda; the caret is at `¦`. */
function shown(help: SignatureHelp | null): string {
  if (help === null) return 'nothing';
  const active = help.active === null ? undefined : help.parameters[help.active];
  const outer = help.outer === null ? '' : ` in ${shown(help.outer)}`;
  return `${help.name}: ${active === undefined ? 'no parameter' : help.label.slice(...active.label)}${outer}`;
}

function helpAt(marked: string, mode: 'formula' | 'text' = 'formula'): SignatureHelp | null {
  const at = marked.indexOf('¦');
  return signatureHelp(marked.slice(0, at) + marked.slice(at + 1), at, mode);
}

describe('in a formula, the innermost call and its parameter at the caret', () => {
  test.each([
    ['REPLACE(¦', 'REPLACE: text'],
    ['REPLACE(a¦, b)', 'REPLACE: text'],
    ['REPLACE(a,¦', 'REPLACE: search'],
    ['REPLACE(a, ¦)', 'REPLACE: search'],
    ['REPLACE(a, b, ¦', 'REPLACE: replace_with'],
    ['REPLACE(a, b, c, ¦', 'REPLACE: no parameter'],
    ['REPLACE¦(a)', 'nothing'],
    ['REPLACE(a)¦', 'nothing'],
    ['1 + ¦', 'nothing'],
    ['REPLACE(UPCASE(¦', 'UPCASE: text'],
    ['REPLACE(UPCASE(a)¦, b)', 'REPLACE: text'],
    ['REPLACE([1, 2, ¦], b)', 'REPLACE: text'],
    ['REPLACE({k: (1 + ¦', 'REPLACE: text'],
    ['REPLACE(a, [1, 2), ¦', 'nothing'],
    ['CONCAT(a, b, c, d, ¦', 'CONCAT: array, ...'],
    ['GROUP_BY(a, "k", as_array: ¦', 'GROUP_BY: [as_array: FALSE]'],
    ['GROUP_BY(a, "k", as_array¦: TRUE)', 'GROUP_BY: [as_array: FALSE]'],
    ['GROUP_BY(a, "k", ¦as_array: TRUE)', 'GROUP_BY: [as_array: FALSE]'],
    ['GROUP_BY(a, "k", as_aray: ¦', 'GROUP_BY: no parameter'],
    ['IF(a, b ¦', 'IF: value_if_true'],
    ['SWITCH(a, 1, 2, 3, ¦', 'SWITCH: [more, ...]'],
    ['FILTER(a, LAMBDA(¦x, x > 1))', 'LAMBDA: [parameter, ...] in FILTER: values_or_lambda'],
    ['FILTER(a, LAMBDA(x, x > ¦1))', 'LAMBDA: expression in FILTER: values_or_lambda'],
    ['FILTER(a, LAMBDA(x, ¦', 'LAMBDA: expression in FILTER: values_or_lambda'],
    ['FILTER(a, LAMBDA(x, UPCASE(¦', 'UPCASE: text'],
    ['UPCASE("a, (¦', 'UPCASE: text'],
    ['UPCASE(a # comment, (\n ¦', 'UPCASE: text'],
    ['NOTHING_LIKE_THAT(¦', 'nothing'],
    ['a |> UPCASE(%¦', 'UPCASE: text'],
  ])('%s', (marked, expected) => {
    expect(shown(helpAt(marked))).toBe(expected);
  });
});

describe('in a text field, only in pills and tags', () => {
  test.each([
    ['UPCASE(¦', 'nothing'],
    ['Hi <<UPCASE(¦', 'UPCASE: text'],
    ['Hi <<UPCASE( ¦', 'UPCASE: text'],
    ['Hi <<UPCASE(¦>> you', 'UPCASE: text'],
    ['Hi <<UPCASE(a)>>¦', 'nothing'],
    ['Hi <<UPCASE(a>> (¦', 'nothing'],
    ['<%if REPLACE(a, ¦%>b<%endif%>', 'REPLACE: search'],
    ['<<UPCASE(a>><<REPLACE(a, ¦b)>>', 'REPLACE: search'],
  ])('%s', (marked, expected) => {
    expect(shown(helpAt(marked, 'text'))).toBe(expected);
  });
});

test('the label is the signature of the reference page, and parameters are marked in it', () => {
  for (const definition of functionsByName.values()) {
    const help = helpAt(`${definition.name}(¦`);
    expect(help?.label).toBe(signatureOf(definition));
    expect(help?.parameters.map(({ name }) => name)).toEqual(definition.parameters.map(({ name }) => name));
    for (const { name, label } of help?.parameters ?? []) expect(help?.label.slice(...label)).toContain(name);
  }
});
