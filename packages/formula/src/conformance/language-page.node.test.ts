/** The page about the language is true: its examples are evaluated. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compileField } from '../evaluate/compile-field.ts';
import { functionsByName } from '../functions/registry.ts';
import { parseJson, stringifyJson } from '../value/json.ts';
import { getKey, makeObject, type Value } from '../value/value.ts';
import { testEnvironment } from './evaluating.test-kit.ts';

const page = readFileSync(new URL('../../../../docs/reference/formula/language.md', import.meta.url), 'utf8');

interface Example {
  readonly source: string;
  readonly given: readonly (readonly [string, Value])[];
  readonly expected: string;
}

function readJson(json: string): Value {
  const parsed = parseJson(json);
  if (!parsed.ok) throw new Error(`${parsed.error.message}: ${json}`);
  return parsed.value;
}

/** Blocks of `formula` with comments, and of `template` with HTML comments, because there `#` is text. */
function examplesOf(text: string): Example[] {
  return Array.from(text.matchAll(/```(formula|template)\n([\s\S]*?)\n```/g), ([, language, block = '']) => {
    const [before, after] =
      language === 'formula' ? [/^# (\w+) = (.*)$/, /^#=> (.*)$/] : [/^<!-- (\w+) = (.*) -->$/, /^<!-- => (.*) -->$/];
    const lines = block.split('\n');
    const expected = after.exec(lines.at(-1) ?? '')?.[1] ?? '';
    const given = lines.flatMap((line) => {
      const [, name = '', json = ''] = before.exec(line) ?? [];
      return name === '' ? [] : [[name, readJson(json)] as const];
    });
    const source = lines.slice(given.length, -1).join('\n');
    return { source: language === 'formula' ? `=${source}` : source, given, expected };
  });
}

const examples = examplesOf(page);

test('the page has examples of formulas and of texts', () => {
  expect(examples.filter(({ source }) => source.startsWith('=')).length).toBeGreaterThan(25);
  expect(examples.filter(({ source }) => !source.startsWith('=')).length).toBeGreaterThan(3);
});

test.each(examples)('$source', ({ source, given, expected }) => {
  const compiled = compileField(source, { standardLibVersion: 92 });
  const names = makeObject(given);
  const result = compiled.ok
    ? compiled.value.evaluate({ lookup: (name) => getKey(names, name) }, testEnvironment)
    : compiled;
  const shown = result.ok ? stringifyJson(result.value) : `error: ${result.error.message}`;
  expect(shown).toBe(expected.startsWith('error: ') ? expected : stringifyJson(readJson(expected)));
});

test('the page links to functions that exist', () => {
  const special = ['IF', 'SWITCH', 'IF_ERROR', 'AND', 'OR', 'LAMBDA'];
  const linked = Array.from(page.matchAll(/functions\/(\w+)\.md/g), ([, name = '']) => name);
  expect(linked.filter((name) => !functionsByName.has(name) && !special.includes(name))).toEqual([]);
});
