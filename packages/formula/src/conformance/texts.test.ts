/** Texts at their edges: nothing, characters beyond 16 bits, wrong types, HTML and URLs, Base64. */
import { describe, expect, test } from 'vitest';
import { shown } from './evaluating.test-kit.ts';

type Cases = readonly (readonly [formula: string, result: string, context?: string])[];

const groups: Readonly<Record<string, Cases>> = {
  'a value that is no text': [
    ['UPCASE(NULL)', '""'],
    ['UPCASE(nothing.there)', '""'],
    ['UPCASE(12.5)', '"12.5"'],
    ['UPCASE(TRUE)', '"TRUE"'],
    ['UPCASE([1])', '! UPCASE wants a text as `text`, found array'],
    ['UPCASE({})', '! UPCASE wants a text as `text`, found object'],
    ['UPCASE(a)', '"9007199254740993"', '{"a":9007199254740993}'],
    ['TEXT(a)', '"{\\"b\\":1.0,\\"2\\":[null]}"', '{"a":{"b":1.0,"2":[null]}}'],
    ['TEXT(NULL)', '""'],
    ['APPEND("a", 1, NULL, [2])', '"a1[2]"'],
    ['TEXT(LAMBDA(1))', '! TEXT wants a value as `value`, found a lambda'],
  ],
  'characters are code points': [
    ['SIZE("a😀b")', '3'],
    ['SLICE("a😀b", 1)', '"😀"'],
    ['SLICE("a😀b", -1)', '"b"'],
    ['TRUNCATE("😀😀😀😀😀", 4)', '"😀..."'],
    ['SPLIT("a😀", "")', '["a","😀"]'],
    ['REPLACE("a😀", "", "-")', '"-a-😀-"'],
    ['INDEX_OF("😀b", "b")', '1'],
    ['UPCASE("straße")', '"STRASSE"'],
    ['CAPITALIZE("éTÉ")', '"Été"'],
  ],
  'cutting and joining': [
    ['SPLIT("", ",")', '[]'],
    ['SPLIT("a,b,,", ",")', '["a","b"]'],
    ['SPLIT(",a", ",")', '["","a"]'],
    ['SPLIT("  a  b ", " ")', '["a","b"]'],
    ['SPLIT(",,", ",")', '[]'],
    ['JOIN([1, NULL, [2], {"a": TRUE}], "-")', '"1--[2]-{\\"a\\":true}"'],
    ['SLICE("abc", 0, 0)', '""'],
    ['SLICE("abc", -5)', '""'],
    ['SLICE("abc", 1, -1)', '""'],
    ['SLICE("abc", "1")', '"b"'],
    ['SLICE("abc", 1.5)', '! SLICE wants a whole number as `start_index`, found number'],
    ['TRUNCATE("Hello", 2)', '"..."'],
    ['TRUNCATEWORDS("a  b  c", 1, "")', '"a"'],
    ['STRIP(a)', '"x\u00a0"', '{"a":"\\t\\u000b\\r\\n x\\u00a0\\u0000 "}'],
    ['REMOVE("banana", "")', '"banana"'],
    ['REPLACE("a$b", "$", "$$&")', '"a$$&b"'],
    ['REPLACE_FIRST("aa", "x", "y")', '"aa"'],
    ['REPLACE_FIRST("aa", "", "y")', '"yaa"'],
  ],
  'letters and words': [
    ['CAMELIZE("HELLO_WORLD and more")', '"helloWorldAndMore"'],
    ['CAMELIZE("")', '""'],
    ['TITLEIZE("parseHTMLBody of john\'s file")', '"Parse Html Body Of John\'s File"'],
    ['TO_SNAKE_CASE("  Größe (cm) ")', '"größe_cm"'],
    ['TO_SNAKE_CASE("parseHTMLBody", from_camel_case: TRUE)', '"parse_html_body"'],
    ['TRANSLITERATE("Łódź, São Tomé, 東京")', '"Lodz, Sao Tome, ??"'],
    ['PLURALIZE(0, "policy")', '"policies"'],
    ['PLURALIZE(2, "threat analysis")', '"threat analyses"'],
    ['PLURALIZE(2, "person")', '"people"'],
    ['PLURALIZE(2, "match")', '"matches"'],
    ['PLURALIZE(2, "datum", "data")', '"data"'],
    ['PLURALIZE(1.0, "key")', '"key"'],
    ['PLURALIZE(2, "key")', '"keys"'],
  ],
  HTML: [
    ['ESCAPE("<a href=\\"x\\">&amp;</a>")', '"&lt;a href=&quot;x&quot;&gt;&amp;amp;&lt;/a&gt;"'],
    ['ESCAPE_ONCE("&amp; &#39; &#x27; & &nope")', '"&amp; &#39; &#x27; &amp; &amp;nope"'],
    ['HTML_DECODE("&eacute;&Alpha;&#8364;&#x1F600;&bogus;&amp;lt;")', '"éΑ€😀&bogus;&lt;"'],
    ['HTML_DECODE("&#1114112;&#99999999;")', '"&#1114112;&#99999999;"'],
    ['STRIP_HTML("a<!-- <b> -->b<script>x<y</script >c<STYLE>p{}</style>d < e")', '"abxcd < e"'],
    ['STRIP_HTML("a<script>x</script>b<STYLE>p{}</style>c")', '"abc"'],
    ['STRIP_HTML("1 < 2")', '"1 < 2"'],
  ],
  'URLs and Base64': [
    ['URL_DECODE("%zz%41%F0%9F%98%80%ff")', '"%zzA😀\ufffd"'],
    ['URL_ENCODE("~-._*😀")', '"~-._%2A%F0%9F%98%80"'],
    ['URL_ENCODE("a", encoding: "x")', '! URL_ENCODE: unknown encoding "x"; form or uri'],
    ['BASE64_ENCODE("ü😀")', '"w7zwn5iA"'],
    ['BASE64_ENCODE([1, {"a": NULL}])', '"WzEseyJhIjpudWxsfV0="'],
    ['BASE64_ENCODE(NULL)', '""'],
    ['BASE64_DECODE("w7zwn5iA")', '"ü😀"'],
    ['BASE64_DECODE("SGVs\\nbG8")', '"Hello"'],
    ['BASE64_DECODE("SGVs!")', '! BASE64_DECODE: the text is not Base64'],
    ['BASE64_DECODE("SGVs bG8")', '"Hello"'],
    ['BASE64_DECODE("/+8=") ', '"/+8="'],
    ['BASE64URL_DECODE("_-8")', '"/+8="'],
    ['SIZE(BASE64_ENCODE("123456789012345678901234567890123456789012345678901234567890", strict: FALSE))', '82'],
    ['IS_URL("https://")', 'false'],
    ['IS_URL("ftp://[2001:db8::1]:21/x")', 'true'],
    ['IS_URL("https://exa mple.com")', 'false'],
    ['IS_URL("javascript:alert(1)")', 'false'],
    ['IS_EMAIL("a@b@c")', 'false'],
    ['IS_EMAIL("first.last+tag@mail.example.co.uk", strict_tld: TRUE)', 'true'],
    ['IS_EMAIL("")', 'false'],
  ],
  'sizes of other values': [
    ['SIZE(NULL)', '0'],
    ['SIZE({"a": 1})', '1'],
    ['SIZE(5)', '! SIZE: it wants a text, an array or an object'],
    ['LIQUID_SIZE(a, "dot_notation")', '"big"', '{"a":{"size":"big","b":1}}'],
    ['LIQUID_SIZE(a, "dot_notation")', '2', '{"a":{"b":1,"c":2}}'],
    ['LIQUID_SIZE(NULL, "dot_notation")', 'null'],
    ['LIQUID_SIZE([1, 2])', '2'],
  ],
  'functions that need a platform or a run': [
    ['HMAC_SHA256("message", "key")', '"6e9ef29b75fffc5b7abae527d58fdadb2fe42e7219011976917343065f58ed4a"'],
    ['HMAC_SHA1_BASE64("message", "key")', '"IIjfdNXyFGtIFGyvSWU3fp0L46Q="'],
    ['GUNZIP("text")', '! GUNZIP: it wants bytes, for example from BASE64_DECODE'],
    ['GUNZIP(BASE64_DECODE("/+8="))', '! GUNZIP: the data could not be unpacked: incorrect header check'],
    ['STORY_RUN_GUID()', '"b2f6ab3c-9b1e-4a79-9e1f-0d9a5b6c7d8e"'],
    ['STORY_RUN_LINK(mode: "action")', '"https://fabula.example.com/stories/7?actions=11&storyRuns=b2f6ab3c"'],
    ['PROMPT("OK")', '"https://fabula.example.com/prompt?a=11&e=5&s=OK"'],
    ['PROMPT()', '"https://fabula.example.com/prompt?a=11&e=5&s="'],
  ],
};

describe.each(Object.entries(groups))('%s', (_group, cases) => {
  test.each(cases)('%s', (formula, result, context) => {
    expect(shown(formula, context)).toBe(result);
  });
});

test('without a platform or a run these functions say so', () => {
  const bare = { now: 0, random: () => 0, newUuid: () => '' };
  expect(shown('SHA256("x")', 'null', bare)).toBe('! SHA256: it runs on the server');
  expect(shown('STORY_RUN_GUID()', 'null', bare)).toBe('! STORY_RUN_GUID: it is known only while a story runs');
});
