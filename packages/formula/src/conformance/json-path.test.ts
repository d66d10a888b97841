/**
 * JSONPATH: what RFC 9535 and the Ruby library agree on, and the ways of the Ruby library that stories use. Where the two
 * disagree the comment says which was chosen.
 */
import { testCases } from './cases.test-kit.ts';

const store =
  '{"o":{"store":{"book":[' +
  '{"category":"reference","author":"Nigel Rees","title":"Sayings","price":8.95},' +
  '{"category":"fiction","author":"Evelyn Waugh","title":"Honour","price":12.99},' +
  '{"category":"fiction","author":"Herman Melville","title":"Moby Dick","isbn":"0-553","price":8.99},' +
  '{"category":"fiction","author":"J. R. R. Tolkien","title":"The Lord","isbn":"0-395","price":22.99}],' +
  '"bicycle":{"color":"red","price":399}}}}';
const array = '{"o":["first","second","third","forth","fifth"]}';
const people =
  '{"o":{"a":[3,5,1,2,4,6,{"b":"j"},{"b":"k"},{"b":{}},{"b":"kilo"}],"o":{"p":1,"q":2,"r":3,"s":5,"t":{"u":6}},"e":"f"}}';
const mixed = '{"o":[{"id":1,"n":"10"},{"id":"2","n":9},{"id":null},{"n":"x"},7,"text",null]}';

testCases({
  'the store of the first article': [
    [
      'JSONPATH(o, "$.store.book[*].author")',
      '["Nigel Rees","Evelyn Waugh","Herman Melville","J. R. R. Tolkien"]',
      store,
    ],
    ['JSONPATH(o, "$..author")', '["Nigel Rees","Evelyn Waugh","Herman Melville","J. R. R. Tolkien"]', store],
    ['JSONPATH(o, "$.store..price")', '[8.95,12.99,8.99,22.99,399]', store],
    ['JSONPATH(o, "$..book[2].title")', '["Moby Dick"]', store],
    ['JSONPATH(o, "$..book[-1].title")', '["The Lord"]', store],
    ['JSONPATH(o, "$..book[-1:].title")', '["The Lord"]', store],
    ['JSONPATH(o, "$..book[(@.length-1)].title")', '["The Lord"]', store],
    ['JSONPATH(o, "$..book[0,1].title")', '["Sayings","Honour"]', store],
    ['JSONPATH(o, "$..book[:2].title")', '["Sayings","Honour"]', store],
    ['JSONPATH(o, "$..book[?(@.isbn)].title")', '["Moby Dick","The Lord"]', store],
    ['JSONPATH(o, "$..book[?@.isbn].title")', '["Moby Dick","The Lord"]', store],
    ['JSONPATH(o, "$..book[?(@[\'isbn\'])].title")', '["Moby Dick","The Lord"]', store],
    ['JSONPATH(o, "$..book[?(@.price < 10)].title")', '["Sayings","Moby Dick"]', store],
    ['JSONPATH(o, "$..book[?(@.price < 10 && @.category == \'fiction\')].title")', '["Moby Dick"]', store],
    ["JSONPATH(o, \"$..book[?(@['price'] < 10 and @['category'] == 'fiction')].title\")", '["Moby Dick"]', store],
    ['JSONPATH(o, "$..book[?(@.price > 20 || @.price < 8.96)].title")', '["Sayings","The Lord"]', store],
    ['JSONPATH(o, "$..book[?(!@.isbn)].title")', '["Sayings","Honour"]', store],
    ['JSONPATH(o, "$..book[?(@.author =~ /tolkien/i)].title")', '["The Lord"]', store],
    ['JSONPATH(o, "$..book[?(@.title =~ /^M/)].title")', '["Moby Dick"]', store],
    ["JSONPATH(o, \"$.store['book','bicycle']..price\")", '[8.95,12.99,8.99,22.99,399]', store],
    ["JSONPATH(o, \"$['store']['bicycle']['color']\")", '["red"]', store],
    ['JSONPATH(o, "store.bicycle.color")', '["red"]', store],
    ['JSONPATH(o, ".store.bicycle.color")', '["red"]', store],
    ['JSONPATH(o, "$.store.bicycle[color]")', '["red"]', store],
    ['JSONPATH(o, "$.store.*") |> SIZE(%)', '2', store],
    ['JSONPATH(o, "$..*") |> SIZE(%)', '27', store],
  ],
  'indexes and slices': [
    ['JSONPATH(o, "$[0]")', '["first"]', array],
    ['JSONPATH(o, "$[-1]")', '["fifth"]', array],
    ['JSONPATH(o, "$[5]")', '[]', array],
    ['JSONPATH(o, "$[-6]")', '[]', array],
    ['JSONPATH(o, "$[1:3]")', '["second","third"]', array],
    // Ruby takes an end behind the last element modulo the length; nobody can have wanted that.
    ['JSONPATH(o, "$[1:99]")', '["second","third","forth","fifth"]', array],
    ['JSONPATH(o, "$[3:]")', '["forth","fifth"]', array],
    ['JSONPATH(o, "$[-2:]")', '["forth","fifth"]', array],
    ['JSONPATH(o, "$[:-3]")', '["first","second"]', array],
    ['JSONPATH(o, "$[::2]")', '["first","third","fifth"]', array],
    ['JSONPATH(o, "$[1:5:2]")', '["second","forth"]', array],
    ['JSONPATH(o, "$[::-1]")', '["fifth","forth","third","second","first"]', array],
    ['JSONPATH(o, "$[4:1:-2]")', '["fifth","third"]', array],
    ['JSONPATH(o, "$[::0]")', '[]', array],
    ['JSONPATH(o, "$[2:2]")', '[]', array],
    ['JSONPATH(o, "$[0,0,4]")', '["first","first","fifth"]', array],
    ['JSONPATH(o, "$[*]")', '["first","second","third","forth","fifth"]', array],
    ['JSONPATH(o, "$[0:2,4]")', '["first","second","fifth"]', array],
    ['JSONPATH(o, "$.first")', '[]', array],
    ['JSONPATH({"a": 1}, "$[0]")', '[]'],
    ['JSONPATH({"a": 1}, "$[0:1]")', '[]'],
  ],
  names: [
    ['JSONPATH(o, "$[\'a.b\']")', '[1]', '{"o":{"a.b":1}}'],
    ['JSONPATH(o, "$[\\"a b\\"]")', '[1]', '{"o":{"a b":1}}'],
    ['JSONPATH(o, "$[\'a]b\']")', '[1]', '{"o":{"a]b":1}}'],
    ['JSONPATH(o, "$[\'\\\\u00e9\']")', '[1]', '{"o":{"é":1}}'],
    ['JSONPATH(o, "$.é.日本")', '[1]', '{"o":{"é":{"日本":1}}}'],
    ['JSONPATH(o, "$.due-date")', '[1]', '{"o":{"due-date":1}}'],
    ['JSONPATH(o, "$.@type")', '["x"]', '{"o":{"@type":"x"}}'],
    ['JSONPATH(o, "$.ns:name")', '["x"]', '{"o":{"ns:name":"x"}}'],
    ["JSONPATH(o, \"$.l[?(@['@type'] == 'x')].v\")", '[1]', '{"o":{"l":[{"@type":"x","v":1}]}}'],
    ['JSONPATH(o, "$.2")', '[5]', '{"o":{"2":5}}'],
    ['JSONPATH(o, "$")', '[[1]]', '{"o":[1]}'],
    ['JSONPATH(o, "$.a..b")', '[1,2]', '{"o":{"a":[{"b":1},{"c":{"b":2}}]}}'],
    ['JSONPATH(o, "$..b.c")', '[1]', '{"o":{"a":{"b":{"c":1}},"c":2}}'],
    ['JSONPATH(o, "$..[\'b\']")', '[1]', '{"o":{"a":{"b":1}}}'],
    ['JSONPATH(o, "$..[0]")', '[1,2]', '{"o":{"a":[1],"b":[2]}}'],
    ['JSONPATH(o, "*.email")', '["a","b"]', '{"o":[{"email":"a"},{"name":"x"},{"email":"b"}]}'],
    ['JSONPATH(o, "$.*.*")', '[1,2]', '{"o":{"a":[1],"b":{"c":2}}}'],
    ['JSONPATH(o, " $.a ")', '[1]', '{"o":{"a":1}}'],
  ],
  'as in Ruby a bare star before a name or a bracket leads to any depth': [
    ['JSONPATH(o, "*.email")', '["a","b","c"]', '{"o":{"email":"a","users":[{"email":"b"},{"x":{"email":"c"}}]}}'],
    ['JSONPATH(o, "$.*.email")', '["a","b"]', '{"o":{"email":"a","users":[{"email":"b"}]}}'],
    ['JSONPATH(o, "$.a.*.c")', '[1,2]', '{"o":{"a":{"c":1,"b":{"d":{"c":2}}},"c":3}}'],
    ['JSONPATH(o, "$.a.*..c")', '[1,2]', '{"o":{"a":{"c":1,"b":{"d":{"c":2}}},"c":3}}'],
    ['JSONPATH(o, "*[\'email\']")', '["a","b"]', '{"o":{"email":"a","users":[{"email":"b"}]}}'],
    ['JSONPATH(o, "*[0]")', '[1,2]', '{"o":{"a":[1],"b":{"c":[2]}}}'],
    ['JSONPATH(o, "*.l[?(@.n == 1)].v")', '["x"]', '{"o":{"a":{"l":[{"n":1,"v":"x"}]}}}'],
    ['JSONPATH(o, "$[*].email")', '["b"]', '{"o":[{"email":"b"},{"x":{"email":"c"}}]}'],
    // Ruby gives what stands before a last star, and some values again and again; nobody can have wanted that.
    ['JSONPATH(o, "*")', '[{"c":1},2]', '{"o":{"a":{"c":1},"b":2}}'],
    ['JSONPATH(o, "$.*[*]")', '[1,2]', '{"o":{"a":[1],"b":[2]}}'],
    ['JSONPATH(o, "$..*.c")', '[1]', '{"o":{"a":{"c":1}}}'],
  ],
  filters: [
    ['JSONPATH(o, "$.a[?@.b == \'kilo\']")', '[{"b":"kilo"}]', people],
    ['JSONPATH(o, "$.a[?(@>3.5)]")', '[5,4,6]', people],
    ['JSONPATH(o, "$.a[?(@ >= 5)]")', '[5,6]', people],
    ['JSONPATH(o, "$.a[?@.b]")', '[{"b":"j"},{"b":"k"},{"b":{}},{"b":"kilo"}]', people],
    ['JSONPATH(o, "$.a[?@<2 || @.b == \'k\']")', '[1,{"b":"k"}]', people],
    ['JSONPATH(o, "$.a[?@.b != \'j\' && @.b]")', '[{"b":"k"},{"b":{}},{"b":"kilo"}]', people],
    ['JSONPATH(o, "$.o[?@>1 && @<4]")', '[2,3]', people],
    ['JSONPATH(o, "$.o[?@.u || @.x]")', '[{"u":6}]', people],
    ['JSONPATH(o, "$.a[?match(@.b, \'[jk]\')]")', '[{"b":"j"},{"b":"k"}]', people],
    ['JSONPATH(o, "$.a[?search(@.b, \'[jk]\')]")', '[{"b":"j"},{"b":"k"},{"b":"kilo"}]', people],
    ['JSONPATH(o, "$.a[?length(@.b) == 4]")', '[{"b":"kilo"}]', people],
    ['JSONPATH(o, "$.a[?count(@.*) == 1].b")', '["j","k",{},"kilo"]', people],
    ['JSONPATH(o, "$.a[?@ == $.o.p]")', '[1]', people],
    ["JSONPATH(o, \"$.a[?(@.b == 'j' || (@.b == 'k' && @.b != 'x'))]\")", '[{"b":"j"},{"b":"k"}]', people],
    ['JSONPATH(o, "$..[?(@.u == 6)]")', '[{"u":6}]', people],
    ['JSONPATH(o, "$[?(@.id == nil)]")', '[{"id":null}]', mixed],
    ['JSONPATH(o, "$[?(@.id == null)]")', '[{"id":null}]', mixed],
    ['JSONPATH(o, "$[?(@.id != null)].id")', '[1,"2"]', '{"o":[{"id":1},{"id":"2"},{"id":null}]}'],
    ['JSONPATH(o, "$[?(@.ok == true)].n")', '[1]', '{"o":[{"ok":true,"n":1},{"ok":"true","n":2}]}'],
    ['JSONPATH(o, "$[?(@ == \'a\')]")', '["a"]', '{"o":["a","b"]}'],
    ['JSONPATH(o, "$[?(@ == 9007199254740993)]")', '[]', '{"o":[9007199254740992]}'],
    ['JSONPATH(o, "$[?(@.due-date == \'2024-05-14\')].n")', '[1]', '{"o":[{"due-date":"2024-05-14","n":1}]}'],
  ],
  'as in Ruby a text that shows a number counts as one beside a number': [
    ['JSONPATH(o, "$[?(@.n >= 9)].n")', '["10",9]', mixed],
    ['JSONPATH(o, "$[?(@.id == 2)].id")', '["2"]', mixed],
    ['JSONPATH(o, "$[?(@.id == \'1\')].id")', '[1]', mixed],
    ['JSONPATH(o, "$[?(@.n == \'x\')]")', '[{"n":"x"}]', mixed],
    ['JSONPATH(o, "$[?(@.n < \'9\')].n")', '[]', '{"o":[{"n":"x"}]}'],
  ],
  'as in Ruby a filter asks an object itself, and as in RFC 9535 its members': [
    ['JSONPATH(o, "$.item[?(@.id == 3)].n")', '[1]', '{"o":{"item":{"id":3,"n":1}}}'],
    ['JSONPATH(o, "$.item[?(@.id == 3)].n")', '[1]', '{"o":{"item":[{"id":3,"n":1}]}}'],
    ['JSONPATH(o, "$.item[?(@.id == 3)].n")', '[1]', '{"o":{"item":{"a":{"id":3,"n":1},"b":{"id":4}}}}'],
  ],
  'what is no path is refused': [
    ['JSONPATH({}, "$[")', '! JSONPATH: "$[" is not a JSONPath'],
    ['JSONPATH({}, "$.a..")', '! JSONPATH: "$.a.." is not a JSONPath'],
    ['JSONPATH({}, "$[?(@.a ==)]")', '! JSONPATH: "$[?(@.a ==)]" is not a JSONPath: unexpected \')\''],
    ['JSONPATH({}, [])', '! JSONPATH wants a text as `path`, found array'],
    [
      'JSONPATH("{", "$")',
      '! JSONPATH: the text is not JSON: Expected a key in double quotes, found the end of the text',
    ],
    ['JSONPATH(5, "$.a")', '[]'],
    ['JSONPATH(TRUE, "$")', '[true]'],
  ],
});
