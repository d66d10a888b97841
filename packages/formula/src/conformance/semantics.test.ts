/** The semantics that differ from what one would guess, one promise each (section 13 of the language reference). */
import { testCases } from './cases.test-kit.ts';

testCases({
  'SLICE takes one character, SLICE_ARRAY the rest': [
    ['SLICE("abc", 1)', '"b"'],
    ['SLICE_ARRAY(["a", "b", "c"], 1)', '["b","c"]'],
    ['SLICE("abcdef", -3, 2)', '"de"'],
    ['SLICE_ARRAY([1, 2, 3], -2)', '[2,3]'],
    ['SLICE("abc", 1, 50)', '"bc"'],
    ['SLICE("abc", 7)', '""'],
  ],
  'TRUNCATE counts the ellipsis, TRUNCATEWORDS does not': [
    ['TRUNCATE("Hello World!", 8)', '"Hello..."'],
    ['TRUNCATE("Hello", 5)', '"Hello"'],
    ['TRUNCATEWORDS("a b c d", 3)', '"a b c..."'],
    ['TRUNCATEWORDS("a b c", 3)', '"a b c"'],
  ],
  'REVERSE makes nested arrays flat and takes arrays only': [
    ['REVERSE([[1, [2]], 3])', '[3,2,1]'],
    ['REVERSE("abc")', '! REVERSE wants an array as `array`, found text'],
  ],
  'sets remove duplicates and keep the order, CONCAT does neither': [
    ['UNION([2, 1, 2], [3, 1])', '[2,1,3]'],
    ['INTERSECTION([3, 2, 2, 1], [1, 2])', '[2,1]'],
    ['DIFFERENCE([3, 3, 2, 1], [2])', '[3,1]'],
    ['CONCAT([1, 1], [1])', '[1,1,1]'],
  ],
  'SORT looks at capitals, SORT_NATURAL does not': [
    ['SORT(["b", "A", "a", "B"])', '["A","B","a","b"]'],
    ['SORT_NATURAL(["b", "A", "a", "B"])', '["A","a","b","B"]'],
  ],
  'CAPITALIZE writes the rest small, TO_SNAKE_CASE joins camel case': [
    ['CAPITALIZE("hello WORLD")', '"Hello world"'],
    ['TO_SNAKE_CASE("fooBar")', '"foobar"'],
    ['TO_SNAKE_CASE("fooBar", from_camel_case: TRUE)', '"foo_bar"'],
  ],
  'REGEX_EXTRACT gives matches, or the groups of each': [
    ['REGEX_EXTRACT("a1b2", "[0-9]")', '["1","2"]'],
    ['REGEX_EXTRACT("a1b2", "([a-z])([0-9])")', '[["a","1"],["b","2"]]'],
    ['REGEX_EXTRACT("abc", "[0-9]")', '[]'],
    ['REGEX_EXTRACT("ABC", "b", "i")', '["B"]'],
  ],
  'INCLUDES looks at keys of objects and at capitals': [
    ['INCLUDES({"a": 1}, "a")', 'true'],
    ['INCLUDES({"a": "b"}, "b")', 'false'],
    ['INCLUDES("Hello", "hello")', 'false'],
    ['STARTS_WITH("Hello", "h")', 'false'],
    ['ENDS_WITH("HellO", "o")', 'false'],
  ],
  'WHERE keeps objects that have the path, or have the value there': [
    ['WHERE([{"a": NULL}, {"b": 1}, 7], "a")', '[{"a":null}]'],
    ['WHERE([{"a": {"b": 1}}, {"a": {"b": "1"}}], "a.b", 1)', '[{"a":{"b":1}}]'],
    ['WHERE([{"a": 1}, {"b": 2}], "a", NULL)', '[{"b":2}]'],
  ],
  'IN_CIDR wants all addresses of an array inside': [
    ['IN_CIDR(["10.1.1.1", "10.2.2.2"], "10.0.0.0/8")', 'true'],
    ['IN_CIDR(["10.1.1.1", "11.0.0.1"], "10.0.0.0/8")', 'false'],
    ['IN_CIDR("2001:db8::1", "2001:db8::/32")', 'true'],
    ['IN_CIDR("10.0.0.1", "::/0")', 'false'],
  ],
  'INSERT with a negative position stands behind the element it names': [
    ['INSERT(["a", "b"], -1, "x")', '["a","b","x"]'],
    ['INSERT(["a", "b"], -3, "x")', '["x","a","b"]'],
    ['DELETE(["a", "b", "c"], -3)', '["b","c"]'],
    ['ROTATE([1, 2, 3], -1)', '[3,1,2]'],
    ['ROTATE([1, 2, 3], 4)', '[2,3,1]'],
  ],
  'LEVENSHTEIN_DISTANCE weighs insertion 2, deletion 2, substitution 1': [
    ['LEVENSHTEIN_DISTANCE("", "ab")', '4'],
    ['LEVENSHTEIN_DISTANCE("ab", "")', '4'],
    ['LEVENSHTEIN_DISTANCE("ab", "xb")', '1'],
    ['LEVENSHTEIN_DISTANCE("ab", "b", deletion_cost: 0.5)', '0.5'],
  ],
  'TALLY counts by text, with strict_types by value': [
    ['TALLY([1, "1", "b"])', '{"1":2,"b":1}'],
    ['TALLY([1, "1"], strict_types: TRUE)', '[{"key":1,"count":1},{"key":"1","count":1}]'],
  ],
  'CSV_PARSE guesses the delimiter and trims cells': [
    ['CSV_PARSE("a; b ;c\n1;2;3")', '[["a","b","c"],["1","2","3"]]'],
    ['CSV_PARSE("a\tb")', '[["a","b"]]'],
    ['CSV_PARSE("7")', '[["7"]]'],
  ],
  'ambiguous dates are day first, long numbers milliseconds, the zone UTC': [
    ['DATE("05/04/1994", "%F")', '"1994-04-05"'],
    ['DATE("12/25/2023", "%F")', '"2023-12-25"'],
    ['DATE(1687450077063, "%FT%T.%L")', '"2023-06-22T16:07:57.063"'],
    ['DATE(168745007706, "%F")', '"7317-04-26"'],
    ['DATE("2024-05-14T23:30:00-05:00", "%F %T %Z")', '"2024-05-15 04:30:00 UTC"'],
  ],
  'DATE_DIFF is absolute unless told otherwise': [
    ['DATE_DIFF("2024-01-02", "2024-01-01").days', '1'],
    ['DATE_DIFF("2024-01-02", "2024-01-01", absolute: FALSE).days', '-1'],
    [
      'DATE_DIFF("2024-01-02", "2023-11-01", absolute: FALSE).units',
      '{"years":0,"months":-2,"weeks":0,"days":-1,"hours":0,"minutes":0,"seconds":0}',
    ],
  ],
  'totals of DATE_DIFF have two decimals': [
    ['DATE_DIFF("2024-01-01T00:00:00", "2024-01-01T03:30:45").hours', '3.51'],
    ['DATE_DIFF("2024-01-01T00:00:00", "2024-01-01T02:30:45").days', '0.1'],
  ],
  'dates are understood in English': [
    ['DATE("fourteenth of May 2024", "%F")', '"2024-05-14"'],
    ['DATE("tomorrow at 10am", "%F %R")', '"2024-05-16 10:00"'],
    ['DATE("now", "%F %R")', '"2024-05-15 13:45"'],
  ],
  'MAP reads a path, MAP_LAMBDA calls a lambda': [
    ['MAP([{"a": {"b": 1}}], "a.b")', '[1]'],
    ['MAP_LAMBDA([{"a": {"b": 1}}], LAMBDA(x, x.a.b + 1))', '[2]'],
    ['MAP([1], LAMBDA(x, x))', '! MAP wants a text as `path`, found a lambda'],
  ],
  'TO_XML writes hyphens and types, TO_YAML begins with a line of hyphens': [
    [
      'TO_XML({"a_b": 1, "c": "x"})',
      '"<?xml version=\\"1.0\\" encoding=\\"UTF-8\\"?>\\n<hash>\\n  <a-b type=\\"integer\\">1</a-b>\\n  <c>x</c>\\n</hash>\\n"',
    ],
    ['TO_YAML({"a": "x"})', '"---\\na: x\\n"'],
  ],
  'JWT_DECODE verifies unless told otherwise and gives payload, header and verified': [
    [
      'JWT_DECODE(JWT_SIGN({"a": 1}, "k", "HS256"), "k", "HS256")',
      '{"payload":{"a":1},"header":{"alg":"HS256"},"verified":true}',
    ],
    ['IF_ERROR(JWT_DECODE(JWT_SIGN({"a": 1}, "k", "HS256"), "other", "HS256"), "refused")', '"refused"'],
    ['JWT_DECODE(JWT_SIGN({"a": 1}, "k", "HS256"), "other", "HS256", verify: FALSE).payload', '{"a":1}'],
  ],
  'DISTANCE_OF_TIME_IN_WORDS says in or ago': [
    ['DISTANCE_OF_TIME_IN_WORDS("2024-05-18", "2024-05-15")', '"in 3 days"'],
    ['DISTANCE_OF_TIME_IN_WORDS("2024-05-12", "2024-05-15")', '"3 days ago"'],
  ],
  'NEWLINE_TO_BR keeps the line end': [['NEWLINE_TO_BR("a\nb")', '"a<br />\\nb"']],
  'IS_EMAIL wants no top-level domain unless told, IS_URL a scheme': [
    ['IS_EMAIL("john@smith")', 'true'],
    ['IS_EMAIL("john@smith", strict_tld: TRUE)', 'false'],
    ['IS_URL("example.com")', 'false'],
    ['IS_URL("https://example.com:8443/a?b=c#d")', 'true'],
  ],
  'URL_ENCODE writes a blank as plus': [
    ['URL_ENCODE("a b&ü")', '"a+b%26%C3%BC"'],
    ['URL_ENCODE("a b", encoding: "uri")', '"a%20b"'],
  ],
  'MERGE is shallow, DEEP_MERGE deep, the last value wins': [
    ['MERGE({"a": {"b": 1}}, {"a": {"c": 2}})', '{"a":{"c":2}}'],
    ['DEEP_MERGE({"a": {"b": 1}}, {"a": {"c": 2}})', '{"a":{"b":1,"c":2}}'],
    ['DEEP_MERGE({"a": [1]}, {"a": [2]})', '{"a":[2]}'],
  ],
  'DEFAULT takes the fallback for FALSE, never for a number': [
    ['DEFAULT(FALSE, "x")', '"x"'],
    ['DEFAULT(0, "x")', '0'],
    ['DEFAULT({}, "x")', '"x"'],
  ],
  'only FALSE and NULL are falsy': [
    ['[NOT(0), NOT(""), NOT([]), NOT({}), NOT(NULL), NOT(FALSE)]', '[false,false,false,false,true,true]'],
    ['FILTER([0, "", FALSE, NULL, []], LAMBDA(x, x))', '[0,"",[]]'],
  ],
  'keys keep the order in which they were given': [
    ['KEYS(a)', '["b","10","2"]', '{"a":{"b":1,"10":2,"2":3}}'],
    ['VALUES(a)', '[1,2,3]', '{"a":{"b":1,"10":2,"2":3}}'],
    ['TO_JSON(a)', '"{\\"b\\":1,\\"10\\":2}"', '{"a":{"b":1,"10":2}}'],
  ],
});
