/** The language, section by section of its reference: formula or text field → result. */
import { describe, expect, test } from 'vitest';
import { outcomeOf } from './evaluating.test-kit.ts';

const CONTEXT = `{
  "a": {"b": {"c": "deep"}, "list": [10, 20, 30], "x y": 5, "pre-approved": "p", "count": 4, "empty": {}, "n": null},
  "objects": [{"name": "Ann", "age": 31}, {"name": "Ben", "age": 19}],
  "counted": {"size": "own", "first": 1},
  "digits": {"1": "one", "b": 2},
  "price": 67.28, "big": 9007199254740993, "one": 1.0, "text": "7", "key": "count", "pi": 3.14, "10_stories": {"n": 1}
}`;

type Case = readonly [source: string, result: string];

function check(cases: readonly Case[]): void {
  test.each(cases)('%s gives %s', (source, result) => {
    expect(outcomeOf(source, CONTEXT)).toBe(result);
  });
}

describe('where formulas occur (section 1)', () => {
  check([
    ['plain text', '"plain text"'],
    ['', '""'],
    ['Hello <<a.b.c>>!', '"Hello deep!"'],
    ['<<a.list>>', '"[10,20,30]"'],
    ['=a.list', '[10,20,30]'],
    ['= a.count + 1', '5'],
    ['n is <<a.count + 1>>', '"n is 5"'],
    ['<<"=1+1">>', '"=1+1"'],
    ['<<"<<">>', '"<<"'],
    ['<<"a >> b">>', '"a >> b"'],
  ]);
});

describe('literals (section 2.1)', () => {
  check([
    ['="double"', '"double"'],
    ["='single'", '"single"'],
    ['="say \\"hi\\""', '"say \\"hi\\""'],
    ["='it\\'s'", '"it\'s"'],
    ['="it\\\'s"', '"it\\\\\'s"'],
    ['="h\\w+"', '"h\\\\w+"'],
    ['="person.first\\.name"', '"person.first\\\\.name"'],
    ['="a\\nb\\tc\\rd"', '"a\\nb\\tc\\rd"'],
    ['="back\\\\slash"', '"back\\\\slash"'],
    ['="two\nlines"', '"two\\nlines"'],
    ['=[TRUE, FALSE, NULL]', '[true,false,null]'],
    ['=[true, false, null]', '[true,false,null]'],
    ['=[123, 123.45, -123, 007]', '[123,123.45,-123,7]'],
    ['=12345678901234567890', '12345678901234567890'],
    ['=[1, "a", a.count]', '[1,"a",4]'],
    ['={"key": 1, other: "v", "two words": [2]}', '{"key":1,"other":"v","two words":[2]}'],
    ['={"2": 1, b: 2, "1": 3}', '{"2":1,"b":2,"1":3}'],
    ['={a: 1, a: 2}', '{"a":2}'],
    ['={}', '{}'],
    ['=[]', '[]'],
  ]);
});

describe('truthiness: only FALSE and NULL are falsy (section 2.2)', () => {
  check([
    ['=IF(0, "yes", "no")', '"yes"'],
    ['=IF("", "yes", "no")', '"yes"'],
    ['=IF([], "yes", "no")', '"yes"'],
    ['=IF({}, "yes", "no")', '"yes"'],
    ['=IF(FALSE, "yes", "no")', '"no"'],
    ['=IF(NULL, "yes", "no")', '"no"'],
    ['=IF(missing.path, "yes", "no")', '"no"'],
  ]);
});

describe('numbers (section 2.3)', () => {
  check([
    ['=5 / 3', '1'],
    ['=-5 / 3', '-2'],
    ['=5 / -3', '-2'],
    ['=6 / 3', '2'],
    ['=5 / 3.0', '1.666666666666667'],
    ['=5 / (3 * 1.0)', '1.666666666666667'],
    ['=3 * 1.0', '3'],
    ['=0.1 + 0.2', '0.3'],
    ['=price - 12', '55.28'],
    ['=price * 12', '807.36'],
    ['=1 - 0.9', '0.1'],
    ['=9007199254740991 + 1', '9007199254740992'],
    ['=big * big', '81129638414606699710187514626049'],
    ['=big - 1', '9007199254740992'],
    ['=big / 2', '4503599627370496'],
    ['=0 * -1', '0'],
    ['="-19.86" + 0', '-19.86'],
    ['=text * 2', '14'],
    ['=1 / 0', 'division_by_zero at 1-6: Division by zero'],
    ['=1.5 / 0.0', 'division_by_zero at 1-10: Division by zero'],
    ['="seven" + 1', 'type at 1-12: `+` needs numbers, found a text that is no number; use `&` to join texts'],
    ['=a.missing + 1', '1'],
    ['=a.list * 2', 'type at 1-11: `*` needs numbers, found array'],
    ['=-a.list', 'type at 1-8: `-` needs numbers, found array'],
    ['=one', '1.0'],
    ['=0.0000001 * 1', '1e-7'],
  ]);
});

describe('conversion to text (section 2.4)', () => {
  check([
    ['<<a.b>>', '"{\\"c\\":\\"deep\\"}"'],
    ['<<digits>>', '"{\\"1\\":\\"one\\",\\"b\\":2}"'],
    ['<<a.n>>|<<missing>>|<<a.b.missing.deeper>>', '"||"'],
    ['<<TRUE>><<FALSE>>', '"truefalse"'],
    ['<<big>> <<price>> <<3 * 1.0>>', '"9007199254740993 67.28 3"'],
    ['<<0.0000001 * 1>>', '"0.0000001"'],
    ['="n=" & a.count & NULL & TRUE', '"n=4true"'],
    ['="" & a.list', '"[10,20,30]"'],
  ]);
});

describe('comparison (section 2.5)', () => {
  check([
    ['=1 = 1.0', 'true'],
    ['=1 = "1"', 'false'],
    ['=1 != "1"', 'true'],
    ['=[1, {a: 2}] = [1, {a: 2}]', 'true'],
    ['={a: 1, b: 2} = {b: 2, a: 1}', 'true'],
    ['={a: 1} = {a: 1, b: NULL}', 'false'],
    ['=[1] = {}', 'false'],
    ['=NULL = missing', 'true'],
    ['=NULL = FALSE', 'false'],
    ['="a" = "A"', 'false'],
    ['=2 < 10', 'true'],
    ['="2" < "10"', 'false'],
    ['="B" < "a"', 'true'],
    ['="amber" <= "blue"', 'true'],
    ['="10" > 9', 'true'],
    ['=big > 9007199254740992', 'true'],
    ['=one >= 1', 'true'],
    ['=NULL < 5', 'false'],
    ['=NULL >= 5', 'false'],
    ['=a.list > 3', 'type at 1-11: `>` cannot compare array with number'],
    ['="x" > 3', 'type at 1-8: `>` cannot compare text with number'],
    ['=TRUE < FALSE', 'type at 1-13: `<` cannot compare boolean with boolean'],
  ]);
});

describe('lexical matters (section 3)', () => {
  check([
    ['=1 +\n  2', '3'],
    ['=1 # one\n + 2 # two', '3'],
    ['="a # b"', '"a # b"'],
    ['=1 + 1;', '2'],
    ['<<a.count # how many>>!', '"4!"'],
    ['=10_stories.n', '1'],
    ['=größe', 'null'],
  ]);
});

describe('operators (section 4)', () => {
  check([
    ['=1 && "x"', 'true'],
    ['=1 AND NULL', 'false'],
    ['=NULL || 0', 'true'],
    ['=NULL OR FALSE', 'false'],
    ['=FALSE AND 1 / 0', 'false'],
    ['=TRUE OR 1 / 0', 'true'],
    ['=TRUE OR TRUE AND FALSE', 'true'],
    ['=1 + 2 * 3', '7'],
    ['=(1 + 2) * 3', '9'],
    ['=10 - 3 - 2', '5'],
    ['=24 / 4 / 2', '3'],
    ['="a" & 1 + 2', '"a3"'],
    ['="a" & "b" = "ab"', 'true'],
    ['=1 < 2 AND 2 < 3', 'true'],
    ['=-a.count + 1', '-3'],
    ['=- - 3', '3'],
    ['=2 - -3', '5'],
    ['=-price', '-67.28'],
    ['=a.list |> %[0] + %[1]', '30'],
    ['=1 |> % + 1 |> % * 10', '20'],
    ['=2 |> (3 |> % + 1) * %', '8'],
    ['=a |> %.b |> %.c', '"deep"'],
    ['=AND(1, 2) AND OR(FALSE, 3)', 'true'],
  ]);
});

describe('paths (section 5)', () => {
  check([
    ['=a.b.c', '"deep"'],
    ['=a["x y"]', '5'],
    ["=a['pre-approved']", '"p"'],
    ['=a.list[0]', '10'],
    ['=a.list[a.count - 2]', '30'],
    ['=a.list[-1]', '30'],
    ['=a.list[3]', 'null'],
    ['=a.list[-4]', 'null'],
    ['=a.list[0.5]', 'null'],
    ['=a[key]', '4'],
    ['=digits["1"]', '"one"'],
    ['=digits[1]', '"one"'],
    ['=a.missing.b[0].c', 'null'],
    ['=missing', 'null'],
    ['=a.b.c.d', 'null'],
    ['=a.n.x', 'null'],
    ['=a.list.first', '10'],
    ['=a.list.last', '30'],
    ['=a.list.size', '3'],
    ['=a.empty.size', 'null'],
    ['=counted.size & counted.first', '"own1"'],
    ['=objects.first.name', '"Ann"'],
    ['=[1, 2, 3][1]', '2'],
    ['={a: {b: 7}}.a.b', '7'],
    ['=a.B', 'null'],
    ['=a[NULL]', 'null'],
    ['=a[a.list]', 'null'],
    ['={AND: 1}.AND', '1'],
  ]);
});

describe('own keys only (section 5)', () => {
  check([
    ['=a.constructor', 'null'],
    ['=a.__proto__', 'null'],
    ['=a["toString"]', 'null'],
    ['=a.list.constructor', 'null'],
    ['=a.list.map', 'null'],
    ['="text".constructor', 'null'],
    ['=big.text', 'null'],
    ['={__proto__: {x: 1}}.x', 'null'],
    ['={__proto__: {x: 1}}.__proto__.x', '1'],
    ['={"__proto__": 1}', '{"__proto__":1}'],
    ['=constructor', 'null'],
    ['=__proto__', 'null'],
    ['=JSON_PARSE("{\\"__proto__\\": {\\"x\\": 1}}").x', 'null'],
    ['=JSON_PARSE("{\\"__proto__\\": {\\"x\\": 1}}")', '{"__proto__":{"x":1}}'],
  ]);
});

describe('calls (section 7)', () => {
  check([
    ['=UPCASE("a")', '"A"'],
    ['=UPCASE()', 'arguments at 1-9: UPCASE needs the argument `text`'],
    ['=UPCASE("a", "b")', 'arguments at 13-16: UPCASE takes 1 argument, found 2'],
    ['=UPCASE(a.list)', 'arguments at 8-14: UPCASE wants a text as `text`, found array'],
    ['=UPCASE(txt: "a")', 'arguments at 8-16: UPCASE has no argument named `txt`; did you mean `text`?'],
    ['=UPCASE("a", text: "b")', 'arguments at 13-22: UPCASE was given `text` twice'],
    ['=UPCASE(text: "b")', '"B"'],
    ['=LOWER("a")', 'unknown_function at 1-6: There is no function `LOWER`; did you mean `DOWNCASE`?'],
    ['=URL_PARSE("a")', 'unknown_function at 1-10: There is no function `URL_PARSE`; did you mean `PARSE_URL`?'],
    ['=UPCAES("a")', 'unknown_function at 1-7: There is no function `UPCAES`; did you mean `UPCASE`?'],
    ['=upcase("a")', 'unknown_function at 1-7: There is no function `upcase`; did you mean `UPCASE`?'],
    ['=QQQQQQ("a")', 'unknown_function at 1-7: There is no function `QQQQQQ`'],
    ['=IF(1)', 'arguments at 1-6: IF needs the argument `value_if_true`'],
    ['=IF(1, 2, 3, 4)', 'arguments at 13-14: IF takes 2 to 3 arguments, found 4'],
    ['=IF(condition: 1, value_if_true: 2)', 'arguments at 4-16: IF takes no named arguments'],
    ['=IF(TRUE, "kept", QQQQQQ())', '"kept"'],
    ['=ABS("-19.86")', '19.86'],
    ['=UPCASE(12)', '"12"'],
    ['=UPCASE(NULL)', '""'],
  ]);
});

describe('special forms', () => {
  check([
    ['=IF(TRUE, 1)', '1'],
    ['=IF(FALSE, 1)', 'null'],
    ['=IF(TRUE, 1, 1 / 0)', '1'],
    ['=IF(FALSE, 1 / 0, 2)', '2'],
    ['=SWITCH(1 + 1, 2, "two", 1, "one", "other")', '"two"'],
    ['=SWITCH(9, 2, "two", "other")', '"other"'],
    ['=SWITCH(9, 2, "two")', 'null'],
    ['=SWITCH(1, 1, "kept", 1 / 0, "x")', '"kept"'],
    ['=SWITCH("1", 1, "number", "text")', '"text"'],
    ['=IF_ERROR(1 / 0, "caught")', '"caught"'],
    ['=IF_ERROR(NOPE(), "caught")', '"caught"'],
    ['=IF_ERROR(a.count, 1 / 0)', '4'],
    ['=AND(1, 2, 0)', 'true'],
    ['=AND(1, NULL, 1 / 0)', 'false'],
    ['=OR(NULL, FALSE)', 'false'],
    ['=OR(NULL, 0, 1 / 0)', 'true'],
    ['=OR(a.missing > 1, a.count < 100)', 'true'],
  ]);
});

describe('lambdas (section 8)', () => {
  check([
    ['=MAP_LAMBDA(a.list, LAMBDA(x, x / 10))', '[1,2,3]'],
    ['=MAP_LAMBDA(a.list, LAMBDA(x, x + a.count))', '[14,24,34]'],
    ['=MAP_LAMBDA([1, 2], LAMBDA(x, MAP_LAMBDA([10, 20], LAMBDA(y, x * y))))', '[[10,20],[20,40]]'],
    ['=MAP_LAMBDA([1, 2], LAMBDA(x, MAP_LAMBDA([10], LAMBDA(x, x))))', '[[10],[10]]'],
    ['=MAP_LAMBDA([1, 2], LAMBDA(5))', '[5,5]'],
    ['=MAP_LAMBDA([1, 2], LAMBDA(x, y, y))', '[null,null]'],
    ['=REDUCE([1, 2, 3], LAMBDA(sum, n, sum + n), 0)', '6'],
    ['=3 |> MAP_LAMBDA([1, 2], LAMBDA(x, x * %))', '[3,6]'],
    ['=FILTER(objects, LAMBDA(o, o.age > 20)).first.name', '"Ann"'],
    ['=FIND(objects, LAMBDA(o, o.age > 90))', 'null'],
    ['=LAMBDA(x, x)', 'type at 1-13: A lambda can only be an argument of a function'],
    ['=UPCASE(LAMBDA(x, x))', 'arguments at 8-20: UPCASE wants a text as `text`, found a lambda'],
    ['=MAP_LAMBDA([1], LAMBDA("x", 1))', 'arguments at 24-27: A parameter of LAMBDA must be a bare name'],
    ['=MAP_LAMBDA([1], LAMBDA(x, x / 0))', 'division_by_zero at 27-32: Division by zero'],
  ]);
});

describe('tags (section 9)', () => {
  check([
    ['<%if a.count%>yes<%else%>no<%endif%>', '"yes"'],
    ['<%if missing%>yes<%endif%>', '""'],
    ['<%if FALSE%>1<%elseif a.count = 4%>2<%else%>3<%endif%>', '"2"'],
    ['<% if FALSE %>1<% else %> 3 <% endif %>', '" 3 "'],
    ['<%for x in a.list%><<x>>,<%endfor%>', '"10,20,30,"'],
    ['<%for o in objects%>\n- <<o.name>><%endfor%>', '"\\n- Ann\\n- Ben"'],
    [
      '<%for x in a.list%><<FORLOOP.index>>/<<FORLOOP.index0>><%if FORLOOP.first%>f<%endif%><%if FORLOOP.last%>l<%endif%> <%endfor%>',
      '"1/0f 2/1 3/2l "',
    ],
    ['<%for x in [1,2]%><%for y in [3,4]%><<x * y>>:<<FORLOOP.index>> <%endfor%><%endfor%>', '"3:1 4:2 6:1 8:2 "'],
    ['<%for p in digits%><<p.key>>=<<p.value>>;<%endfor%>', '"1=one;b=2;"'],
    ['<%for x in missing%>never<%endfor%>', '""'],
    ['<%for x in [1]%><<x>><%endfor%><<x>>', '"1"'],
    ['<%for x in a.count%>never<%endfor%>', 'type at 11-18: `for` needs an array or an object, found number'],
    ['<%if "a %> b"%>quoted<%endif%>', '"quoted"'],
    ['<%if 1 |> %%>pipe<%endif%>', '"pipe"'],
  ]);
});

describe('errors (section 12)', () => {
  check([
    ['=ERROR("mine")', 'raised at 1-14: Error: mine'],
    ['=ERROR()', 'raised at 1-8: Error: Explicit error raised'],
    ['=IF_ERROR(ERROR("x"), "fallback")', '"fallback"'],
    ['before <<1 / 0>> after', 'division_by_zero at 9-14: Division by zero'],
    ['=[1, 2 / 0]', 'division_by_zero at 5-10: Division by zero'],
  ]);
});
