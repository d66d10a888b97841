import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileFormula } from '../evaluate/compile-field.ts';
import { environment } from '../evaluate/evaluating.test-kit.ts';
import { fuzz } from '../fuzz.test-kit.ts';
import { makeObject, type ObjectValue, type Value } from '../value/value.ts';
import { complete } from './complete.ts';
import { diagnose } from './diagnose.ts';
import { hover } from './hover.ts';
import { sample } from './sample.test-kit.ts';

const keys = fc.oneof(
  fc.string(),
  fc.string({ unit: fc.constantFrom('a', '.', '"', "'", '\\', '[', ']', ' ', '\n', 'n', '0', '-', '_', 'é') }),
  fc.constantFrom('__proto__', 'constructor', 'first', 'size', '0', 'TRUE', 'AND', 'two words'),
);

function evaluated(source: string, action: ObjectValue): Value | undefined {
  const compiled = compileFormula(source);
  const lookup = (name: string) => (name === 'a' ? action : undefined);
  const result = compiled.ok ? compiled.value.evaluate({ lookup }, environment) : compiled;
  return result.ok ? result.value : undefined;
}

test('every key that is offered is written so that it is read', () => {
  // Where the caret stands as `|`: behind a dot, in brackets, between quotes, in path texts.
  const places = fc.constantFrom(
    'a.|',
    'a[|]',
    'a["|"]',
    "a['|']",
    'GET(a, "|")',
    "GET(a, '|')",
    'FIRST(MAP([a], "|"))',
  );
  fuzz(
    'completed keys',
    fc.property(fc.uniqueArray(keys, { minLength: 1, maxLength: 3 }), places, (names, place) => {
      const action = makeObject(names.map((name, index) => [name, index] as const));
      const at = place.indexOf('|');
      const source = place.replace('|', '');
      const { from, to, items } = complete(source, at, { mode: 'formula', sample: makeObject([['a', action]]) });
      const offered = items.filter(({ kind, label }) => kind === 'key' && names.includes(label));
      expect(offered.map(({ label }) => label).toSorted()).toEqual(names.toSorted());
      for (const { label, insert, replaceFrom } of offered) {
        const written = source.slice(0, replaceFrom ?? from) + insert.text + source.slice(to);
        expect([written, evaluated(written, action)]).toEqual([written, names.indexOf(label)]);
      }
    }),
    500,
  );
});

test('whatever is typed, ranges lie in the source', () => {
  const pieces = fc.constantFrom(
    ...['get_orders', '.items', '[0]', '.', '[', ']', '(', ')', ',', 'FILTER(', 'LAMBDA(', 'x, ', 'x.', '"', "'", '\\'],
    ...[
      'MAP(get_orders.items, "',
      'owner.',
      '|> ',
      '%',
      '{a: ',
      '}',
      '=',
      '==',
      '+',
      '&',
      ' ',
      '\n',
      '#',
      'IF(',
      'TRUE',
    ],
    ...[
      '<<',
      '>>',
      '<%',
      '%>',
      '<%if ',
      '<%for x in ',
      '<%for ',
      '<%else%>',
      '<%endif%>',
      '<%endfor%>',
      'é',
      '🙂',
      'UPCASE',
    ],
  );
  fuzz(
    'ranges of services',
    fc.property(
      fc.array(pieces, { maxLength: 14 }),
      fc.nat(),
      fc.constantFrom('formula' as const, 'text' as const),
      (parts, place, mode) => {
        const source = parts.join('');
        const at = place % (source.length + 1);
        const isIn = ([from, to]: readonly [number, number]) => 0 <= from && from <= to && to <= source.length;
        for (const { range, fix } of diagnose(source, { mode, sample })) {
          expect([range, isIn(range), fix === undefined || isIn(fix.range)]).toEqual([range, true, true]);
        }
        const { from, to, items } = complete(source, at, { mode, sample });
        expect(isIn([from, to]) && from <= at && at <= to).toBe(true);
        const isWellFormed = items.every(({ insert, replaceFrom }) => {
          return insert.caret <= insert.text.length && isIn([replaceFrom ?? from, to]);
        });
        expect(isWellFormed).toBe(true);
        const found = hover(source, at, { mode, sample });
        if (found !== null) expect(found.range[0] <= at && at < found.range[1]).toBe(true);
      },
    ),
    600,
  );
});
