import fc from 'fast-check';
import { expect, test } from 'vitest';
import { functionsByName } from '../functions/registry.ts';
import { fuzz } from '../fuzz.test-kit.ts';
import { printFormula, printText } from '../syntax/print-formula.ts';
import { formulas, texts } from '../syntax/tree.test-kit.ts';
import { stringifyJson } from '../value/json.ts';
import { compileField } from './compile-field.ts';
import { environment, json, scopeFrom } from './evaluating.test-kit.ts';
import { specialForms } from './special-forms.ts';

const NAMES = [...functionsByName.keys(), ...specialForms.map((form) => form.name)];
const scope = scopeFrom(
  '{"a": {"b": [1, "x", {"first": null}], "1": 1.0}, "b": "2026-01-02", "list": [3, 1.5, "7", null, true]}',
);
const SMALL = { ...environment, budget: { steps: 10_000, textSize: 100_000, depth: 50 } };

/** Evaluates and checks what every outcome promises; a throw fails the test by itself. */
function expectOutcome(source: string): void {
  const compiled = compileField(source);
  const result = compiled.ok ? compiled.value.evaluate(scope, SMALL) : compiled;
  if (result.ok) {
    const text = stringifyJson(result.value);
    expect(stringifyJson(json(text))).toBe(text);
    return;
  }
  const [from, to] = result.error.range;
  expect(from >= 0 && from <= to && to <= source.length).toBe(true);
  expect(result.error.message).not.toMatch(/failed unexpectedly/);
}

test('any formula ends in a value or in an error with a range', () => {
  fuzz(
    'any formula',
    fc.property(formulas(NAMES), (formula) => expectOutcome(`=${printFormula(formula)}`)),
    3_000,
  );
});

test('any text field ends in a text or in an error with a range', () => {
  fuzz(
    'any text field',
    fc.property(texts(NAMES), (parts) => expectOutcome(printText(parts))),
    1_000,
  );
});

test('any garbage is a literal, a value, or an error with a range', () => {
  const pieces = fc.constantFrom(
    ...[
      '<<',
      '>>',
      '<%',
      '%>',
      '{{',
      '}}',
      '{%',
      '%}',
      'if ',
      'for x in ',
      'endif',
      'else',
      'endfor',
      'a',
      '.b',
      '[',
      ']',
    ],
    ...[
      '(',
      ')',
      '"',
      "'",
      '\\',
      '#',
      '\n',
      ' ',
      '|>',
      '%',
      '+',
      '-',
      '=',
      '&&',
      'AND',
      '1',
      '0.5',
      ',',
      ':',
      '{',
      '}',
    ],
    ...[
      'UPCASE(',
      'LAMBDA(x, ',
      ' | as_object',
      ' | size',
      'assign k = ',
      'raw',
      'é',
      '\ud800',
      '__proto__',
      'constructor',
    ],
  );
  fuzz(
    'any garbage',
    fc.property(fc.constantFrom('', '=', '{{', '<<'), fc.array(pieces, { maxLength: 25 }), (start, parts) => {
      expectOutcome(start + parts.join(''));
    }),
    8_000,
  );
});

test('no function and no path reaches a prototype', () => {
  const path = fc.array(fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'call', 'valueOf'), {
    minLength: 1,
    maxLength: 4,
  });
  const start = fc.constantFrom('a', 'a.b', 'b', 'list', '"x"', '[1]', '{k: 1}', '(1 + 1)', 'missing', '(a |> %)');
  fc.assert(
    fc.property(start, path, (root, names) => {
      const dotted = compileField(`=${root}.${names.join('.')}`);
      const quoted = compileField(`=${root}${names.map((name) => `["${name}"]`).join('')}`);
      for (const compiled of [dotted, quoted]) {
        expect(compiled.ok && compiled.value.evaluate(scope, SMALL)).toEqual({ ok: true, value: null });
      }
    }),
  );
});
