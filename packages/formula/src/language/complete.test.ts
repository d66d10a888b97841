import { describe, expect, it } from 'vitest';
import { complete } from './complete.ts';
import type { CompletionItem } from './complete-item.ts';
import type { FieldMode } from './language-context.ts';
import { sample } from './sample.test-kit.ts';

/** The caret is where `|` stands; `¦` is written for a bar of the language. */
function at(marked: string, mode: FieldMode = 'formula') {
  const caret = marked.indexOf('|');
  const source = (marked.slice(0, caret) + marked.slice(caret + 1)).replaceAll('¦', '|');
  return { source, ...complete(source, caret, { mode, sample }) };
}

function labels(marked: string, mode: FieldMode = 'formula'): string[] {
  return at(marked, mode).items.map(({ label }) => label);
}

/** The source with the caret as `|` after an item was taken. */
function taken(marked: string, label: string, mode: FieldMode = 'formula'): string {
  const { source, from, to, items } = at(marked, mode);
  const item = items.find((candidate) => candidate.label === label);
  if (item === undefined) throw new Error(`${label} is not offered, but ${items.map((each) => each.label).join(', ')}`);
  const { text, caret } = item.insert;
  return `${source.slice(0, item.replaceFrom ?? from)}${text.slice(0, caret)}|${text.slice(caret)}${source.slice(to)}`;
}

function itemNamed(marked: string, label: string): CompletionItem | undefined {
  return at(marked).items.find((item) => item.label === label);
}

const orderKeys = ['items', 'total', 'status', 'is_last', 'user-agent', 'nothing'];
const itemKeys = ['id', 'name', 'price', 'two words', 'owner'];

describe('keys are offered', () => {
  it.each([
    ['get_orders.|', orderKeys],
    ['1 + get_orders.| + 2', orderKeys],
    ['IS_BLANK(get_orders.|', orderKeys],
    ['IS_BLANK(get_orders.|)', orderKeys],
    ['get_orders.| & "x"', orderKeys],
    ['get_orders . |', orderKeys],
    ['get_orders.items[0].|', itemKeys],
    ['get_orders.items[0].owner.|', ['email']],
    ['get_orders.items.first.|', itemKeys],
    ['FIRST(get_orders.items).|', itemKeys],
    ['(get_orders).|', orderKeys],
    ['FILTER(get_orders.items, LAMBDA(x, x.|', itemKeys],
    ['FILTER(get_orders.items, LAMBDA(x, x.|))', itemKeys],
    ['FILTER(get_orders.items, LAMBDA(x, x.owner.email = "x" AND x.|', itemKeys],
    ['REDUCE(get_orders.items, LAMBDA(sum, x, sum + x.|), 0)', itemKeys],
    ['SORT(get_orders.items, "id") ¦> FIND(%, LAMBDA(x, x.|))', itemKeys],
    ['get_orders.items ¦> FIRST(%) ¦> %.|', itemKeys],
    ['MAP_LAMBDA(get_orders.items, LAMBDA(x, {a: 1, b: x.id}))[0].|', ['a', 'b']],
    ['{a: {b: 1, c: 2}}.a.|', ['b', 'c']],
    ['META.story.|', ['id', 'name', 'key', 'is_test']],
    ['MAP(get_orders.items, "|")', itemKeys],
    ['MAP(get_orders.items, "|', itemKeys],
    ["MAP(get_orders.items, '|')", itemKeys],
    ['MAP(get_orders.items, "owner.|")', ['email']],
    ['WHERE(get_orders.items, "|", 1)', itemKeys],
    ['SORT(get_orders.items, "|")', itemKeys],
    ['GROUP_BY(get_orders.items, "|")', itemKeys],
    ['GET(get_orders, "|")', orderKeys],
    ['SET_KEY(get_orders, "|", 1)', orderKeys],
    ['get_orders["|"]', orderKeys],
  ])('%s', (marked, keys) => {
    expect(labels(marked)).toEqual(keys);
  });

  it('first those that the function can take', () => {
    expect(labels('UPCASE(get_orders.|').at(-1)).toBe('items');
    expect(labels('FIRST(get_orders.|')[0]).toBe('items');
    expect(labels('FIRST(get_orders.|')).toHaveLength(orderKeys.length);
  });

  it('with their types and values', () => {
    expect(itemNamed('get_orders.|', 'total')).toMatchObject({ detail: 'whole number', preview: '2', kind: 'key' });
    expect(itemNamed('FILTER(get_orders.items, LAMBDA(x, x.|', 'name')).toMatchObject({
      detail: 'text',
      preview: '"Anna"',
    });
  });

  it.each([
    ['get_orders.|', 'total', 'get_orders.total|'],
    ['get_orders.to|', 'total', 'get_orders.total|'],
    ['get_orders.to|tl', 'total', 'get_orders.total|'],
    ['get_orders.|', 'user-agent', 'get_orders["user-agent"]|'],
    ['get_orders.user|', 'user-agent', 'get_orders["user-agent"]|'],
    ['get_orders["|"]', 'user-agent', 'get_orders["user-agent|"]'],
    ['get_orders[|]', 'user-agent', 'get_orders["user-agent"|]'],
    ['MAP(get_orders.items, "|")', 'two words', 'MAP(get_orders.items, "two words|")'],
    ['MAP(get_orders.items, "owner.em|")', 'email', 'MAP(get_orders.items, "owner.email|")'],
    ['get_orders.items.|', '[0]', 'get_orders.items[0]|'],
    ['get_orders.items.|', 'size', 'get_orders.items.size|'],
    ['get_orders.items.na|', '[0].name', 'get_orders.items[0].name|'],
    ['get_orders.items.na|', 'MAP(…, "name")', 'MAP(get_orders.items, "name")|'],
    ['1 & get_orders.items.two|', 'MAP(…, "two words")', '1 & MAP(get_orders.items, "two words")|'],
    ['get_orders.items[|]', '0', 'get_orders.items[0|]'],
  ])('%s takes %s: %s', (marked, label, result) => {
    expect(taken(marked, label)).toBe(result);
  });
});

describe('where a value may start', () => {
  it('actions come with a preview of what they gave', () => {
    expect(itemNamed('fi|', 'find_user')).toMatchObject({
      kind: 'reference',
      detail: 'object {email, roles}',
      preview: '{"email":"anna@example.com","roles":["admin","author"]}',
    });
  });

  it.each([
    // prefixes first; actions before functions in lower case, functions first in upper case
    ['fi|', 'find_user'],
    ['FI|', 'FIND'],
    ['FIR|', 'FIRST'],
    ['get_|', 'get_orders'],
    ['orders|', 'get_orders'],
    ['CSVPTO|', 'CSV_PARSE_TO_OBJECTS'],
    ['cpto|', 'CSV_PARSE_TO_OBJECTS'],
    ['LOC|', 'LOCAL'],
    ['TRU|', 'TRUE'],
    ['1 + FLOO|', 'FLOOR'],
    ['[1, FLOO|', 'FLOOR'],
    ['{a: FLOO|', 'FLOOR'],
    ['FILTER(get_orders.items, LAMBDA(order, ord|', 'order'],
    ['URL_ENCODE("a", enc|', 'encoding:'],
    ['URL_ENCODE("a", encoding: |', '"form"'],
    ['SORT(get_orders.items, "id", |', 'include_json_paths:'],
    ['SORT(get_orders.items, "id", include_json_paths: |', 'TRUE'],
    ['FIND(get_orders.items, |', 'LAMBDA(item, …)'],
    ['FIND(get_orders.items, LAM|', 'LAMBDA(item, …)'],
    ['FILTER(get_orders, |', 'LAMBDA(key, value, …)'],
    ['find_user ¦> KEYS(|', '%'],
  ])('%s begins with %s', (marked, first) => {
    expect(labels(marked)[0]).toBe(first);
  });

  it('functions are found by words of their summary, behind those found by name', () => {
    const found = labels('sign|');
    expect(found).toContain('ABS');
    expect(found.indexOf('ABS')).toBeGreaterThan(found.indexOf('RSA_SIGN'));
  });

  it.each([
    ['uppercase|', 'UPCASE'],
    ['dedup|', 'UNIQ'],
    ['to_string|', 'TEXT'],
    ['coalesce|', 'DEFAULT'],
    ['IFNULL|', 'DEFAULT'],
  ])('%s finds what is called %s here', (marked, label) => {
    expect(labels(marked)[0]).toBe(label);
  });

  it.each([
    ['UPC|', 'UPCASE', 'UPCASE(|)'],
    ['UPC|("x")', 'UPCASE', 'UPCASE|("x")'],
    ['UU|', 'UUID', 'UUID()|'],
    ['1 + UP|Y & 2', 'UPCASE', '1 + UPCASE(|) & 2'],
    ['FIND(get_orders.items, |)', 'LAMBDA(item, …)', 'FIND(get_orders.items, LAMBDA(item, |))'],
    ['URL_ENCODE("a", e|)', 'encoding:', 'URL_ENCODE("a", encoding: |)'],
    ['URL_ENCODE("a", encoding: "|")', 'uri', 'URL_ENCODE("a", encoding: "uri|")'],
    ['STORY_RUN_LINK(|)', '"action"', 'STORY_RUN_LINK("action"|)'],
    ['get_orders.is_last A|', 'AND', 'get_orders.is_last AND |'],
    ['get_orders |', '|>', 'get_orders |> |'],
  ])('%s takes %s: %s', (marked, label, result) => {
    expect(taken(marked, label)).toBe(result);
  });

  it('a name that is bound hides an action of the same name', () => {
    const found = at('MAP_LAMBDA([1], LAMBDA(find_user, find|').items.filter(({ label }) => label === 'find_user');
    expect(found.map(({ detail }) => detail)).toEqual(['whole number']);
  });

  it('an argument that was given is not offered again', () => {
    expect(labels('SORT(get_orders.items, include_json_paths: TRUE, |')).not.toContain('include_json_paths:');
  });
});

describe('nothing is offered', () => {
  it.each([
    ['"UPC|"', 'formula'],
    ['12|', 'formula'],
    ['# UPC|', 'formula'],
    ['FILTER(get_orders.items, LAMBDA(it|', 'formula'],
    ['{na|', 'formula'],
    ['Hello get|', 'text'],
    ['Hello |', 'text'],
    ['<<get_orders>>|', 'text'],
    ['<%if TRUE%>get|<%endif%>', 'text'],
    ['<%for x|', 'text'],
    ['<%for |', 'text'],
  ] as const)('%s in a %s', (marked, mode) => {
    expect(labels(marked, mode)).toEqual([]);
  });
});

describe('in a text', () => {
  it.each([
    ['Hello <<get_orders.to|', 'total'],
    ['Hello <<get_orders.to|>>, bye', 'total'],
    ['<%if get_orders.is|%>x<%endif%>', 'is_last'],
    ['<%for x in get_orders.items%><<x.na|', 'name'],
    ['<%for x in get_orders.items%><%if x.na|', 'name'],
    ['<%for x in get_orders.items%><<FORLOOP.la|', 'last'],
    ['<%for x in get_o|', 'get_orders'],
    ['<%|', 'if'],
    ['<%f|', 'for'],
    ['<%if TRUE%>a<%e|', 'endif'],
    ['<%for x in y%>a<%e|', 'endfor'],
    ['<%for x |', 'in'],
  ])('%s begins with %s', (marked, first) => {
    expect(labels(marked, 'text')[0]).toBe(first);
  });

  it.each([
    ['<%|', 'if', '<%if |%><%endif%>'],
    ['<%i|%>', 'if', '<%if |%>'],
    ['<%|', 'for', '<%for item in |%><%endfor%>'],
    ['<%if a%>b<%|', 'endif', '<%if a%>b<%endif%>|'],
    ['<%if a%>b<%els|%>', 'else', '<%if a%>b<%else|%>'],
    ['<%for x |', 'in', '<%for x in |'],
  ])('%s takes %s: %s', (marked, label, result) => {
    expect(taken(marked, label, 'text')).toBe(result);
  });
});

describe('whatever the source and the caret', () => {
  it('completion ends and its range holds the caret', () => {
    const source = '<%for x in a.b%>{"k": [<<FILTER(a.items, LAMBDA(x, x["y"].z ¦> %.w & \'q\')) # c\n>>]}<%else%>';
    for (const mode of ['formula', 'text'] as const) {
      for (let caret = 0; caret <= source.length; caret += 1) {
        for (const end of [source.length, caret]) {
          const { from, to } = complete(source.slice(0, end), caret, { mode, sample });
          expect(from <= caret && caret <= to).toBe(true);
        }
      }
    }
  });
});
