import { describe, expect, it } from 'vitest';
import { diagnose } from './diagnose.ts';
import { sample } from './sample.test-kit.ts';

const inFormula = { mode: 'formula', sample } as const;
const withoutSample = { mode: 'formula', sample: null } as const;

function told(source: string, context: Parameters<typeof diagnose>[1] = inFormula): string[] {
  return diagnose(source, context).map(
    ({ severity, code, message, range: [from, to] }) => `${severity} ${code} at ${source.slice(from, to)}: ${message}`,
  );
}

/** The source after the first quick fix. */
function mended(source: string): string | null {
  const fix = diagnose(source, inFormula).find((diagnostic) => diagnostic.fix !== undefined)?.fix;
  return fix === undefined ? null : source.slice(0, fix.range[0]) + fix.text + source.slice(fix.range[1]);
}

describe('a formula without mistakes is left alone', () => {
  it.each([
    'get_orders.items',
    'FILTER(get_orders.items, LAMBDA(x, x.price > 3 AND x.owner.email != NULL))',
    'get_orders.items |> MAP(%, "owner.email") |> JOIN(%, ", ")',
    'DEFAULT(get_orders.no_such_key, "none")',
    'IF(get_orders.no_such_key, 1, 2)',
    'get_orders.no_such_key = NULL',
    'IS_PRESENT(get_orders.nothing)',
    'get_orders.items[0]["two words"]',
    'RESOURCE.allow_list[LOCAL.limit]',
    'RESOURCE[get_orders.status]',
    'META.story.name & CREDENTIAL.some_key & LOOP.value.x',
    'SORT(get_orders.items, "price", include_json_paths: true)',
    'DATE("now", "%s") - 24 * 60 * 60',
    'NOW() + DAYS(1)',
    '"2024-05-14" + DAYS(1)',
    'DATE("now", "%s") > 1700000000',
    'ABS("-19.86")',
    'UPCASE(12)',
    'PLUS(NULL, 1)',
    'REDUCE(get_orders.items, LAMBDA(sum, x, sum + x.price), 0)',
    'MAP_LAMBDA({a: 1}, LAMBDA(k, v, k & v))',
    'get_orders.items.first.name & get_orders.items.size',
    'JSON_PARSE(get_orders.status).a.b[0]',
    'DATE_PARSE("now").year = 2024',
    'COUNTIF(find_user.roles, "admin") > 0',
    'WHERE(get_orders.items, "id", 1)',
    'IF(MATCH(get_orders.status, "o"), 1)',
  ])('%s', (source) => {
    expect(told(source)).toEqual([]);
  });
});

describe('told are', () => {
  it.each([
    // functions and their arguments
    ['UPCASSE("x")', 'error unknown_function at UPCASSE: There is no function `UPCASSE`; did you mean `UPCASE`?'],
    ['upcase("x")', 'error unknown_function at upcase: There is no function `upcase`; did you mean `UPCASE`?'],
    [
      'CONTAINS("a", "b")',
      'error unknown_function at CONTAINS: There is no function `CONTAINS`; did you mean `INCLUDES`?',
    ],
    [
      'ABS(find_user.email)',
      'warning type at find_user.email: ABS wants a number as `number`; in the sample it is "anna@example.com"',
    ],
    [
      '1 + find_user.email',
      'warning type at find_user.email: `+` needs numbers, in the sample this is a text that is no number; `&` joins texts',
    ],
    ['UPCASE()', 'error arguments at UPCASE(): UPCASE needs the argument `text`'],
    ['UPCASE("a", "b")', 'error arguments at "b": UPCASE takes 1 argument, found 2'],
    [
      'URL_ENCODE("a", encodng: "uri")',
      'error arguments at encodng: "uri": URL_ENCODE has no argument named `encodng`; did you mean `encoding`?',
    ],
    ['IF(TRUE, b: 1)', 'error arguments at b: 1: IF takes no named arguments, found `b`; leave the name out'],
    ['FIRST("abc")', 'error type at "abc": FIRST wants an array as `array`, found the text "abc"'],
    ['FIRST({a: 1})', 'error type at {a: 1}: FIRST wants an array as `array`, found an object {a}'],
    ['ABS("x")', 'error type at "x": ABS wants a number as `number`, found the text "x"'],
    ['KEYS([1])', 'error type at [1]: KEYS wants an object as `object`, found an array of whole numbers'],
    [
      'FIRST(get_orders.total)',
      'warning type at get_orders.total: FIRST wants an array as `array`; in the sample it is a whole number',
    ],
    [
      'FIND(get_orders.items, TRUE)',
      'error type at TRUE: FIND wants a lambda, such as LAMBDA(x, …) as `lambda`, found a boolean',
    ],
    ['UPCASE(LAMBDA(x, x))', 'error type at LAMBDA(x, x): UPCASE wants a text as `text`, found a lambda'],
    // lambdas
    [
      'LAMBDA(x, x)',
      'error lambda at LAMBDA: A lambda can only be an argument of a function such as FILTER or MAP_LAMBDA',
    ],
    [
      'IF(TRUE, LAMBDA(x, x))',
      'error lambda at LAMBDA: A lambda can only be an argument of a function such as FILTER or MAP_LAMBDA',
    ],
    [
      'FIND([1], LAMBDA("x", 1))',
      'error lambda at "x": A parameter of LAMBDA must be a bare name, such as `x`; the last argument is the expression',
    ],
    ['REDUCE([1], LAMBDA(x, x, x + 1), 0)', 'error lambda at x: Two parameters are called `x`'],
    [
      'FIND([1], LAMBDA(x, i, x > 1))',
      'warning lambda at i: FIND calls its lambda with one value, so `i` is always NULL; leave it out',
    ],
    // names and keys
    [
      'get_order.items',
      'warning unknown_name at get_order: There is no action `get_order` before this one, so it reads as NULL; did you mean `get_orders`?',
    ],
    [
      'elsewhere.x',
      'warning unknown_name at elsewhere: There is no action `elsewhere` before this one, so it reads as NULL',
    ],
    ['COUNT + 1', 'warning unknown_name at COUNT: `COUNT` is a function; write it with its arguments: `COUNT(…)`'],
    [
      'get_orders.itmes',
      'warning missing_key at itmes: In the sample there is no key `itmes`, so it reads as NULL; did you mean `items`?',
    ],
    [
      'find_user.phone_number',
      'hint missing_key at phone_number: In the sample there is no key `phone_number`, so it reads as NULL; there are `email`, `roles`',
    ],
    ['{a: 1}.b', 'hint missing_key at b: The object has no key `b`, so it reads as NULL; there is `a`'],
    ['{a: 1}.A', 'warning missing_key at A: The object has no key `A`, so it reads as NULL; did you mean `a`?'],
    [
      'FILTER(get_orders.items, LAMBDA(x, x.prise > 1))',
      'warning missing_key at prise: In the sample there is no key `prise`, so it reads as NULL; did you mean `price`?',
    ],
    [
      'get_orders.items.name',
      'warning missing_key at name: An array has no `name`, its elements have one: MAP(…, "name") reads it from each, [0] from the first; beside elements it has `first`, `last` and `size`',
    ],
    // operators
    ['"a" + 1', 'error type at "a": `+` needs numbers, found a text that is no number; `&` joins texts'],
    ['[1] * 2', 'error type at [1]: `*` needs numbers, found an array of whole numbers'],
    [
      'get_orders.items - 1',
      'warning type at get_orders.items: `-` needs numbers, in the sample this is an array of objects {id, name, price, two words, owner}',
    ],
    ['-TRUE', 'error type at TRUE: `-` needs numbers, found a boolean'],
    [
      'get_orders.total = "2"',
      'warning always_same at get_orders.total = "2": With values as in the sample this is always FALSE: it compares a whole number with a text; make both alike with NUMBER(…) or TEXT(…)',
    ],
    [
      'UPCASE("a") != 1',
      'warning always_same at UPCASE("a") != 1: This is always TRUE: it compares a text with a whole number; make both alike with NUMBER(…) or TEXT(…)',
    ],
    ['1 < "x"', 'error type at 1 < "x": `<` compares numbers or texts, found a whole number and a text'],
    ['TRUE > FALSE', 'error type at TRUE > FALSE: `>` compares numbers or texts, found a boolean and a boolean'],
    // conditions
    [
      'IF(SIZE(get_orders.items), 1, 2)',
      'warning always_same at SIZE(get_orders.items): This is a whole number, which always counts as true: only FALSE and NULL do not; compare it, as in `… > 0`',
    ],
    [
      'IF(get_orders.is_last & TRUE, 1, 2)',
      'warning always_same at get_orders.is_last & TRUE: This is a text, which always counts as true: only FALSE and NULL do not; `&` joins texts, for "and" write `&&`',
    ],
    // habits
    [
      '"Dear <<find_user.email>>"',
      'hint habit at "Dear <<find_user.email>>": Between quotes `<<find_user.email>>` is only text; join its value with `&`: "…" & find_user.email',
    ],
    ['IF((1 > 2) = TRUE, 1, 2)', 'hint habit at 1 > 2) = TRUE: This is TRUE or FALSE already; `= TRUE` adds nothing'],
    [
      'IF(IS_BLANK(find_user), TRUE, FALSE)',
      'hint habit at IF(IS_BLANK(find_user), TRUE, FALSE): The condition itself is TRUE or FALSE already; IF adds nothing',
    ],
  ])('%s', (source, expected) => {
    const all = told(source);
    expect(all).toContain(expected);
    expect(all).toHaveLength(1);
  });

  it('every mistake of the syntax, and what is wrong beside them', () => {
    const all = diagnose('UPCASSE(get_order.x) + [1, 2 & (3', inFormula).map(({ code }) => code);
    expect(all.filter((code) => code === 'syntax').length).toBeGreaterThan(0);
    expect(all).toContain('unknown_function');
    expect(all).toContain('unknown_name');
  });

  it('nothing about arguments that are not written yet', () => {
    const codes = (source: string) => diagnose(source, inFormula).map(({ code }) => code);
    expect(codes('FILTER(get_orders.items, ')).not.toContain('arguments');
    expect(codes('FILTER(get_orders.items, LAMBDA(')).not.toContain('lambda');
    expect(codes('MAP(get_orders.items')).not.toContain('arguments');
  });

  it('no names and keys without a sample, but everything else', () => {
    expect(told('elsewhere.x & UPCASSE(1)', withoutSample)).toHaveLength(1);
  });

  it('conditions and loops of tags', () => {
    const text = { mode: 'text', sample } as const;
    expect(told('<%if UPCASE("a")%>x<%endif%>', text)[0]).toContain('always counts as true');
    expect(told('<%for x in get_orders.total%>x<%endfor%>', text)).toEqual([
      'warning type at get_orders.total: `for` needs an array or an object, in the sample this is a whole number',
    ]);
    expect(told('<%for x in get_orders.items%><<x.nmae>><%endfor%>', text)[0]).toContain('did you mean `name`?');
    expect(told('Dear <<find_user.email>>, 1 << 2 is no formula here', text)).not.toEqual([]);
  });
});

describe('a quick fix mends', () => {
  it.each([
    ['UPCASSE("x")', 'UPCASE("x")'],
    ['get_order.items', 'get_orders.items'],
    ['get_orders.itmes', 'get_orders.items'],
    ['get_orders["itmes"]', 'get_orders["items"]'],
    ['get_orders.user_agent', 'get_orders["user-agent"]'],
    ['URL_ENCODE("a", encodng: "uri")', 'URL_ENCODE("a", encoding: "uri")'],
    ['IF(IS_BLANK(find_user), TRUE, FALSE)', 'IS_BLANK(find_user)'],
    ['IS_BLANK(find_user) = TRUE', 'IS_BLANK(find_user)'],
    ['MAP(get_orders.items, "nmae")', 'MAP(get_orders.items, "name")'],
    ['GET(get_orders, "itmes[0].name")', 'GET(get_orders, "items[0].name")'],
    ['"a" + find_user.email', '"a" & find_user.email'],
  ])('%s to %s', (source, expected) => {
    expect(mended(source)).toBe(expected);
  });
});
