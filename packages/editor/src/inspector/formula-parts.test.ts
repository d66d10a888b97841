import { describe, expect, test } from 'vitest';
import { formulaParts } from './formula-parts.ts';

const text = (value: string) => ({ kind: 'text', text: value });
const formula = (value: string) => ({ kind: 'formula', text: value });
const liquid = (value: string) => ({ kind: 'liquid', text: value });

describe('formulas in a text', () => {
  test.each([
    ['plain', [text('plain')]],
    ['', []],
    ['=a.b + 1', [formula('=a.b + 1')]],
    ['Hello <<a.name>>!', [text('Hello '), formula('<<a.name>>'), text('!')]],
    ['<%if a%>yes<%endif%>', [formula('<%if a%>'), text('yes'), formula('<%endif%>')]],
    ['<<CONCAT(a, ">>")>>.', [formula('<<CONCAT(a, ">>")>>'), text('.')]],
    ['<<REPLACE(a, "\\">>", "")>>', [formula('<<REPLACE(a, "\\">>", "")>>')]],
    ['{{ .a | upcase }} b', [liquid('{{ .a | upcase }}'), text(' b')]],
    ['{% if x %}', [liquid('{% if x %}')]],
    ['1 << 2', [text('1 << 2')]],
    ['a <<never closed', [text('a <<never closed')]],
  ])('%j', (source, parts) => {
    expect(formulaParts(source)).toEqual(parts);
  });
});
