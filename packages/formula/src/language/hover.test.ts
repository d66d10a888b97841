import { describe, expect, it } from 'vitest';
import { hover } from './hover.ts';
import type { FieldMode } from './language-context.ts';
import { sample, sampleFrom } from './sample.test-kit.ts';

/** The pointer is on the character behind `^`. */
function over(marked: string, mode: FieldMode = 'formula') {
  const at = marked.indexOf('^');
  const source = marked.slice(0, at) + marked.slice(at + 1);
  const found = hover(source, at, { mode, sample });
  return found === null ? null : { ...found, range: source.slice(found.range[0], found.range[1]) };
}

describe('hovering', () => {
  it('over a function shows how it is written, what it does and an example', () => {
    expect(over('1 + ^ABS(x)')).toMatchObject({
      range: 'ABS',
      title: 'ABS(number)',
      text: expect.stringContaining('number'),
      example: { formula: expect.stringContaining('ABS('), result: '17' },
    });
  });

  it.each([
    [
      '^find_user.email',
      'find_user',
      'object {email, roles}',
      '{"email":"anna@example.com","roles":["admin","author"]}',
    ],
    ['find_user.^email', 'find_user.email', 'text', '"anna@example.com"'],
    ['find_user["^email"]', 'find_user["email"]', 'text', '"anna@example.com"'],
    ['get_orders.items[0].^name & 1', 'get_orders.items[0].name', 'text', '"Anna"'],
    [
      'get_orders.^items[0].name',
      'get_orders.items',
      'array of objects {id, name, price, two words, owner}',
      /^\[\{"id":1/,
    ],
    ['FILTER(get_orders.items, LAMBDA(^x, x.id = 1))', 'x', 'object {id, name, price, two words, owner}', /^\{"id":1/],
    ['FILTER(get_orders.items, LAMBDA(x, ^x.id = 1))', 'x', 'object {id, name, price, two words, owner}', /^\{"id":1/],
    ['find_user.roles |> FIRST(^%)', '%', 'array of texts', '["admin","author"]'],
  ])('%s shows type and value', (marked, title, type, preview) => {
    expect(over(marked)).toMatchObject({ title, type });
    expect(over(marked)?.preview).toEqual(typeof preview === 'string' ? preview : expect.stringMatching(preview));
  });

  it.each([
    ['1 ^+ 2', 'The sum'],
    ['1 / 2 ^|> %', 'Passes the left value on'],
    ['TRUE ^AND FALSE', 'TRUE when neither side'],
    ['^NULL', 'No value'],
    ['^META.story.name', 'Where this runs'],
    ['SORT(x, "id", ^include_json_paths: TRUE)', 'nested'],
  ])('%s tells: %s', (marked, text) => {
    expect(over(marked)?.text).toContain(text);
  });

  it.each([['<%^if TRUE%>x<%endif%>'], ['<%for x ^in find_user.roles%>x<%endfor%>'], ['<%if TRUE%>x<%^endif%>']])(
    '%s tells of the tag',
    (marked) => {
      expect(over(marked, 'text')?.text).toBeDefined();
    },
  );

  it.each([
    ['^"text"', 'formula'],
    ['# ^comment', 'formula'],
    ['^unknown', 'formula'],
    ['Hello ^UPCASE', 'text'],
    ['a^', 'formula'],
  ] as const)('%s in a %s tells nothing', (marked, mode) => {
    expect(over(marked, mode)).toBeNull();
  });

  it('a large value is shortened', () => {
    const long = sampleFrom(JSON.stringify({ a: { text: 'x'.repeat(100_000), list: Array(10_000).fill({ y: 'z' }) } }));
    const preview = hover('a', 0, { mode: 'formula', sample: long })?.preview ?? '';
    expect(preview.length).toBeLessThanOrEqual(401);
  });
});
