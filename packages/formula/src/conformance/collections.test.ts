/** Arrays and objects at their edges: empty, out of range, equal in other clothes, keys of every kind, paths. */
import { expect, test } from 'vitest';
import { testCases } from './cases.test-kit.ts';
import { shown } from './evaluating.test-kit.ts';

testCases({
  'empty arrays and NULL': [
    ['[FIRST([]), LAST([]), RANDOM_ELEMENT([])]', '[null,null,null]'],
    ['FIRST(NULL)', '! FIRST wants an array as `array`, found NULL'],
    ['FORCE_ARRAY({"a": 1})', '[{"a":1}]'],
    ['FORCE_ARRAY(FALSE)', '[false]'],
    ['COMPACT([NULL, FALSE, "", 0])', '[false,"",0]'],
    ['[ANY([], LAMBDA(x, TRUE)), ALL([], LAMBDA(x, FALSE))]', '[false,true]'],
    ['REDUCE([], LAMBDA(a, b, a), "start")', '"start"'],
    ['ARRAY()', '[]'],
    ['OBJECT()', '{}'],
    ['CONCAT([], NULL)', '! CONCAT wants an array as `array`, found NULL'],
    ['ROTATE([], 3)', '[]'],
  ],
  positions: [
    ['CHUNK_ARRAY([1, 2, 3], 2)', '[[1,2],[3]]'],
    ['CHUNK_ARRAY([1], 0)', '! CHUNK_ARRAY: chunk_size must be at least 1'],
    ['SLICE_ARRAY([1, 2], 5)', '[]'],
    ['SLICE_ARRAY([1, 2], -5)', '[]'],
    ['SLICE_ARRAY([1, 2, 3], 0, 2)', '[1,2]'],
    ['DELETE([1, 2], 9)', '[1,2]'],
    ['INSERT([1], 3, 9)', '[1,null,null,9]'],
    ['INSERT([1], -5, 9)', '! INSERT: the array has no element -5'],
    ['INSERT([1], 99999999999, 9)', '! INSERT: the array would have more than 2000000 elements'],
    ['RANGE(3, 1)', '[]'],
    ['RANGE(-1, 1)', '[-1,0,1]'],
    ['RANGE(0, 99999999999)', '! RANGE: the array would have more than 2000000 elements'],
    ['INDEX_OF([1, 2], 9)', 'null'],
    ['INDEX_OF("abc", "")', '0'],
  ],
  'equal means equal by value': [
    ['UNIQ([1, 1.0, "1", [1], [1.0]])', '[1,"1",[1]]'],
    ['UNIQ([{"a": 1, "b": 2}, {"b": 2, "a": 1}])', '[{"a":1,"b":2}]'],
    ['UNIQ([a, a, b])', '[9007199254740993,9007199254740992]', '{"a":9007199254740993,"b":9007199254740992}'],
    ['INCLUDES([[1, {"x": NULL}]], [1, {"x": NULL}])', 'true'],
    ['INCLUDES([1, 2], "1")', 'false'],
    ['INCLUDES(NULL, "a")', 'false'],
    ['INCLUDES("a1b", 1)', 'true'],
    ['INCLUDES(5, 5)', '! INCLUDES: target must be a text, an array or an object, not a number'],
    ['COUNTIF(["a", "a", "b"], "a")', '2'],
    ['COUNTIF([1, 2, NULL], NULL)', '1'],
    ['FILTER([1, 2, "2"], ["2"])', '["2"]'],
    ['REJECT([1, 1.0, 2], [1])', '[2]'],
    ['TALLY([NULL, TRUE, TRUE])', '{"":1,"true":2}'],
  ],
  'lambdas on objects': [
    ['FILTER({"a": 1, "b": 2}, LAMBDA(k, v, k = "b"))', '{"b":2}'],
    ['REJECT({"a": 1, "b": 2}, LAMBDA(v, v = 1))', '{"b":2}'],
    ['MAP_LAMBDA({"a": 1}, LAMBDA(k, v, k & v))', '["a1"]'],
    ['MAP_LAMBDA([1, 2], LAMBDA(x, x * 2))', '[2,4]'],
    ['FILTER(o, LAMBDA(v, TRUE))', '{"b":1,"2":2,"1":3}', '{"o":{"b":1,"2":2,"1":3}}'],
    ['MAP_LAMBDA(5, LAMBDA(x, x))', '! MAP_LAMBDA wants an array or an object as `array_or_object`, found number'],
    ['FIND([{"a": 1}, {"a": 2}], LAMBDA(x, x.a > 1)).a', '2'],
    ['INDEX_OF("abc", LAMBDA(x, TRUE))', '! INDEX_OF: term_or_lambda must be text, not a lambda'],
  ],
  'grouping and sorting': [
    ['GROUP_BY([1, 2, 3, 4], LAMBDA(n, IF(n > 2, "big", "small")))', '{"small":[1,2],"big":[3,4]}'],
    ['GROUP_BY([{"a": 1}, {"a": "1"}, {}], "a")', '{"1":[{"a":1},{"a":"1"}],"":[{}]}'],
    ['MAP(GROUP_BY([{"a": 1}, {"a": "1"}, {}], "a", as_array: TRUE), "key")', '[1,"1",null]'],
    ['SORT([10, 9, 2.5, NULL])', '[2.5,9,10,null]'],
    ['SORT([TRUE, FALSE])', '[false,true]'],
    ['SORT([1, "a"])', '! SORT: values of kind text and number cannot be sorted together'],
    [
      'SORT([{"a": 1}, {"a": 0}])',
      '! SORT: values of kind object and object cannot be sorted together; give the key to sort by',
    ],
    ['SORT([{"n": 2}, {}, {"n": 1}], "n")', '[{"n":1},{"n":2},{}]'],
    ['SORT([{"a": {"b": 2}}, {"a": {"b": 1}}], "a.b", include_json_paths: TRUE)', '[{"a":{"b":1}},{"a":{"b":2}}]'],
    ['SORT([{"a": {"b": 2}}, {"a": {"b": 1}}], "a.b")', '[{"a":{"b":2}},{"a":{"b":1}}]'],
    ['SORT_NATURAL([{"n": "b"}, {"n": "A"}], "n")', '[{"n":"A"},{"n":"b"}]'],
    ['SORT([a, 1])', '[1,9007199254740993]', '{"a":9007199254740993}'],
  ],
  'paths in texts': [
    ['GET({"a": {"User ID": [5, 6]}}, \'a["User ID"][1]\')', '6'],
    ['GET({"a.b": 1, "a": {"b": 2}}, "a.b")', '1'],
    ['GET({"a": [10, 20]}, "a.1")', '20'],
    ['GET({"a": [10, 20]}, "a[-1]")', '20'],
    ['GET([7, 8], "1")', '8'],
    ['GET(NULL, "a")', 'null'],
    ['GET({"a": 1}, "a.b.c")', 'null'],
    ['GET({"a": 1}, "constructor")', 'null'],
    ['GET({"a": 1}, "__proto__.toString")', 'null'],
    ['MAP([{"a": 1}, {}, 5, NULL], "a")', '[1,null,null,null]'],
    ['MAP([], "a")', '[]'],
  ],
  'changing objects': [
    ['SET_KEY({"a": 1}, "b.c", 2)', '{"a":1,"b":{"c":2}}'],
    ['SET_KEY({"a": {"b": 1, "c": 2}}, "a.b", NULL)', '{"a":{"b":null,"c":2}}'],
    ['SET_KEY({"a": [{"b": 1}]}, "a[0].b", 2)', '{"a":[{"b":2}]}'],
    ['SET_KEY({"a": [1]}, "a[3]", 2)', '! SET_KEY: the array on the path has no element "3"'],
    ['SET_KEY({"a": "text"}, "a.b", 1)', '{"a":{"b":1}}'],
    ['SET_KEY({}, "__proto__", 1)', '{"__proto__":1}'],
    ['SET_KEY(o, "0", "z")', '{"b":1,"5":2,"0":"z"}', '{"o":{"b":1,"5":2}}'],
    ['REMOVE_KEY({"a": 1}, "b.c")', '{"a":1}'],
    ['REMOVE_KEY({"a": {"b": 1}}, "a.b")', '{"a":{}}'],
    ['REMOVE_KEY({"a": [1, 2]}, "a[0]")', '{"a":[2]}'],
    ['MERGE({"a": 1}, {"a": 2, "b": 3}, {"a": 4})', '{"a":4,"b":3}'],
    ['MERGE(o, {"1": "x"})', '{"__proto__":{"y":1},"1":"x"}', '{"o":{"__proto__":{"y":1}}}'],
    ['DEEP_MERGE(o, o)', '{"__proto__":{"y":1}}', '{"o":{"__proto__":{"y":1}}}'],
    ['OBJECT("a", 1, 2, NULL)', '{"a":1,"2":null}'],
    ['OBJECT("a")', '! OBJECT: the last key has no value'],
    ['KEYS([1])', '! KEYS wants an object as `object`, found array'],
  ],
  JSONPath: [
    ['JSONPATH(o, "$..price")', '[8,12,20]', '{"o":{"books":[{"price":8},{"price":12}],"bike":{"price":20}}}'],
    ['JSONPATH(o, "books[?(@.price < 10)]")', '[{"price":8}]', '{"o":{"books":[{"price":8},{"price":12}]}}'],
    ['JSONPATH(o, "*.email")', '["a","b"]', '{"o":[{"email":"a"},{"email":"b"}]}'],
    ['JSONPATH(o, "$.*")', '[1,2,3]', '{"o":{"b":1,"10":2,"2":3}}'],
    ['JSONPATH(o, "$.n")', '[9007199254740993]', '{"o":{"n":9007199254740993}}'],
    ['JSONPATH(o, "$..*")', '[{"n":1.0},1.0]', '{"o":{"m":{"n":1.0}}}'],
    [
      'JSONPATH(o, "$.books[?(@.title =~ /^the/i)].title")',
      '["The A"]',
      '{"o":{"books":[{"title":"The A"},{"title":"B"}]}}',
    ],
    ['JSONPATH(o, "$.a-b.c d")', '[1]', '{"o":{"a-b":{"c d":1}}}'],
    ['JSONPATH(o, "$.a[(@.length-1)]")', '[3]', '{"o":{"a":[1,2,3]}}'],
    ['JSONPATH(o, "$.a[0:2]")', '[1,2]', '{"o":{"a":[1,2,3]}}'],
    ['JSONPATH("{\\"a\\": 1}", "$.a")', '[1]'],
    ['JSONPATH({"a": 1}, "$.b.c")', '[]'],
    ['JSONPATH({"a": 1}, "$.__proto__")', '[]'],
    ['JSONPATH({"a": 1}, "$[?(@")', '! JSONPATH: "$[?(@" is not a JSONPath'],
    ['JSONPATH(NULL, "$.a")', '[]'],
  ],
});

test('SHUFFLE keeps every element', () => {
  const shares = [0.9, 0.1, 0.4, 0.7];
  const environment = { now: 0, random: () => shares.pop() ?? 0, newUuid: () => '' };
  expect(shown('SORT(SHUFFLE([1, 2, 3, 4, 5]))', 'null', environment)).toBe('[1,2,3,4,5]');
});

test('small data that would be endless when written out ends in an error', () => {
  const doubled = Array.from({ length: 30 }, () => ' |> [%, %]').join('');
  expect(shown(`[1]${doubled} |> FLATTEN(%)`)).toMatch(
    /^! (?:FLATTEN: the array would have|The formula takes) more than/,
  );
  expect(shown(`[1]${doubled} |> UNIQ([%])`)).toMatch(/^! The formula takes more than/);
});
