import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileField } from '../evaluate/compile-field.ts';
import { environment, json } from '../evaluate/evaluating.test-kit.ts';
import { specialForms } from '../evaluate/special-forms.ts';
import { functionsByName } from '../functions/registry.ts';
import { fuzz } from '../fuzz.test-kit.ts';
import { printFormula, printText } from '../syntax/print-formula.ts';
import { formulas, texts } from '../syntax/tree.test-kit.ts';
import { stringifyJson } from '../value/json.ts';
import type { Value } from '../value/value.ts';
import { renameSlug } from './rename-slug.ts';

const NAMES = [...functionsByName.values(), ...specialForms]
  .filter((definition) => !('nondeterministic' in definition && definition.nondeterministic === true))
  .map(({ name }) => name);
const SMALL = { ...environment, budget: { steps: 10_000, textSize: 100_000, depth: 50 } };
const action = json('{"b": [1, "x", {"first": null}], "a": 1.0, "list": [{"a": 1}, {"a": 2}]}');
const others = new Map<string, Value>([
  ['b', '2026-01-02'],
  ['list', json('[3, 1.5, "7", null, {"a": 1}]')],
]);

function outcome(source: string, slug: string): string {
  const compiled = compileField(source, { standardLibVersion: null });
  const lookup = (name: string) => (name === slug ? action : others.get(name));
  const result = compiled.ok ? compiled.value.evaluate({ lookup }, SMALL) : compiled;
  return result.ok ? stringifyJson(result.value) : result.error.code;
}

/** From `a` to a name that is not used, and back. */
function expectSafeRename(source: string): void {
  const options = { standardLibVersion: null };
  const there = renameSlug(source, 'a', 'unused_name', options);
  if (typeof there.value !== 'string') throw new Error('a text became something else');
  expect(renameSlug(there.value, 'unused_name', 'a', options).value).toBe(source);
  if (there.untouched.length === 0) expect(outcome(there.value, 'unused_name')).toBe(outcome(source, 'a'));
}

test('a renamed formula gives what it gave, and renaming back gives the same text', () => {
  fuzz(
    'rename in a formula',
    fc.property(formulas(NAMES), (formula) => expectSafeRename(`=${printFormula(formula)}`)),
    1_500,
  );
});

test('so does a renamed text field', () => {
  fuzz(
    'rename in a text',
    fc.property(texts(NAMES), (parts) => expectSafeRename(printText(parts))),
    500,
  );
});

test('so does a renamed legacy template', () => {
  const pieces = fc.constantFrom(
    ...['{{ a }}', '{{ .a.b | size }}', '{{ .a.list | map: "a" | join: a.a }}', '{{ b | append: .a.b[0] }}', 'a'],
    ...['{% if a.a == 1 %}', '{% else %}', '{% endif %}', '{% for a in .a.list %}', '{% for x in a.list %}'],
    ...[
      '{{ x.a }}',
      '{% endfor %}',
      '{% assign k = a.b %}',
      '{% assign a = 1 %}',
      '{{ k }}',
      "{{ .['a'].b }}",
      '{{ .a.',
    ],
  );
  fuzz(
    'rename in a legacy template',
    fc.property(fc.array(pieces, { maxLength: 6 }), (source) => expectSafeRename(source.join(''))),
    1_000,
  );
});

test('so does garbage', () => {
  const pieces = fc.constantFrom(
    ...[
      '=',
      '<<',
      '>>',
      '<%if ',
      '<%for a in ',
      '<%for x in ',
      '%>',
      '<%endfor%>',
      '<%endif%>',
      'a',
      'a.b',
      ' ',
      ',',
      '(',
      ')',
    ],
    ...[
      'LAMBDA(',
      'LAMBDA(a, ',
      'FILTER(a, ',
      '"',
      "'",
      '#',
      '\n',
      '+',
      '[',
      ']',
      '{a: ',
      '}',
      '|> ',
      '%',
      ';',
      '.',
      'b',
      '@',
    ],
  );
  fuzz(
    'rename in garbage',
    fc.property(fc.array(pieces, { maxLength: 12 }), (source) => expectSafeRename(source.join(''))),
    3_000,
  );
});
