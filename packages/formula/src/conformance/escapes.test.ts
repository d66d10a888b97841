/**
 * Attempts to get out of the language: to prototypes, globals, functions of the host, files, or to endless work. Most are
 * the published ones against other expression engines, written as these would take them; each must end in NULL, in an
 * error, or as the plain data that it is.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { compileField } from '../evaluate/compile-field.ts';
import { evaluateLine } from '../evaluate/evaluate-line.ts';
import type { FormulaErrorCode } from '../failure.ts';
import { stringifyJson } from '../value/json.ts';
import type { Value } from '../value/value.ts';
import { testEnvironment } from './evaluating.test-kit.ts';

const canary = 'CANARY-7f3a';
const inherited = 'everyObjectHasThis';

/** What an escape would find or leave behind. */
const host: Record<string, unknown> & typeof globalThis = globalThis;

beforeEach(() => {
  host['escapeCanary'] = canary;
  Object.defineProperty(Object.prototype, inherited, { value: canary, configurable: true, writable: true });
});

afterEach(() => {
  expect(host['escaped']).toBeUndefined();
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
  expect(Reflect.get([], 'polluted')).toBeUndefined();
  Reflect.deleteProperty(Object.prototype, inherited);
  Reflect.deleteProperty(host, 'escapeCanary');
});

const context: Readonly<Record<string, Value>> = {
  a: { b: [1, 'x'], text: 'abc' },
  list: [3, 1, 2],
  poisoned: JSON.parse(
    '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}, "k": 1}',
  ) as Value,
};

/** The result as JSON, or `!` and the code of the error. */
function outcome(source: string): string {
  const compiled = compileField(source, { standardLibVersion: source.startsWith('{') ? null : 90 });
  const result = compiled.ok
    ? compiled.value.evaluate(
        { lookup: (name) => (Object.hasOwn(context, name) ? context[name] : undefined) },
        { ...testEnvironment, clock: () => performance.now() },
      )
    : compiled;
  if (!result.ok) return `!${result.error.code}`;
  const text = stringifyJson(result.value);
  expect(text).not.toContain(canary);
  expect(text).not.toContain('native code');
  return text;
}

type Outcome = `!${FormulaErrorCode}` | 'null' | '""' | '[]' | '{}' | (string & {});
type Attempts = readonly (readonly [source: string, outcome: Outcome])[];

function attempts(name: string, list: Attempts): void {
  describe(name, () => {
    test.each(list)('%s', (source, expected) => {
      expect(outcome(source)).toBe(expected);
    });
  });
}

attempts('the way over a constructor', [
  ['=constructor', 'null'],
  ['=a.constructor.constructor', 'null'],
  ['=a["constructor"]["constructor"]', 'null'],
  ['=a["const" & "ructor"]', 'null'],
  ["=''['constructor']['constructor']", 'null'],
  ['=[].constructor', 'null'],
  ['={}.constructor', 'null'],
  ['=(1).constructor', 'null'],
  ['=TRUE.constructor', 'null'],
  ['=a.b.map.constructor', 'null'],
  ['=a.text.sub.constructor', 'null'],
  ['=LAMBDA(x, x).constructor', '!type'],
  ['=MAP_LAMBDA([1], LAMBDA(x, x.constructor))', '[null]'],
  ['=constructor.constructor("return process")()', '!syntax'],
  ['=a.constructor("return this")', '!syntax'],
  ["={{}.constructor.constructor('return process')()}", '!syntax'],
  ['=a.b.filter.constructor("escaped=1")()', '!syntax'],
  ['=GET(a, "constructor")', 'null'],
  ['=GET(a, "constructor.name")', 'null'],
  ['=GET(a, "__proto__.constructor.name")', 'null'],
  ['=MAP([a], "constructor.name")', '[null]'],
  ['=WHERE([a], "constructor")', '[]'],
  ['=SORT([{k: 2}, {k: 1}], "constructor.name")', '[{"k":2},{"k":1}]'],
  ['=INCLUDES(a, "constructor")', 'false'],
  ['=DIG(a, "constructor")', '!unknown_function'],
  ['=JSONPATH(a, "$.constructor")', '[]'],
  ['=JSONPATH(a, "$..constructor")', '[]'],
  ['=JSONPATH(a, "$[\'__proto__\']")', '[]'],
]);

attempts('the way over a prototype', [
  ['=__proto__', 'null'],
  ['=a.__proto__', 'null'],
  ['=a.__proto__.__proto__', 'null'],
  ['=a.prototype', 'null'],
  ['=a.__defineGetter__', 'null'],
  ['=a.__lookupGetter__("x")', '!syntax'],
  ['=a.hasOwnProperty', 'null'],
  ['=a.toString', 'null'],
  ['=a.valueOf', 'null'],
  ['=a.b.length', 'null'],
  ['=a.text.length', 'null'],
  [`=a.${inherited}`, 'null'],
  [`=${inherited}`, 'null'],
  [`=JSONPATH(a, "$..${inherited}")`, '[]'],
  ['=KEYS(OBJECT("__proto__", {polluted: 1}))', '["__proto__"]'],
  ['={"__proto__": {polluted: 1}}.polluted', 'null'],
  ['={"__proto__": {polluted: 1}}', '{"__proto__":{"polluted":1}}'],
  ['=MERGE({}, poisoned).polluted', 'null'],
  ['=DEEP_MERGE({k: {}}, poisoned).polluted', 'null'],
  ['=DEEP_MERGE(a, JSON_PARSE("{\\"__proto__\\": {\\"polluted\\": 1}}")).polluted', 'null'],
  ['=SET_KEY({}, "__proto__.polluted", 1).polluted', 'null'],
  ['=SET_KEY({}, "constructor.prototype.polluted", 1).polluted', 'null'],
  ['=REMOVE_KEY(poisoned, "__proto__").polluted', 'null'],
  ['=GROUP_BY([{k: "__proto__"}], "k", as_array: FALSE).polluted', 'null'],
  ['=TALLY(["__proto__", "constructor"])', '{"__proto__":1,"constructor":1}'],
  ['=YAML_PARSE("__proto__: {polluted: 1}").polluted', 'null'],
  ['=XML_PARSE("<__proto__><polluted>1</polluted></__proto__>").polluted', 'null'],
]);

attempts('names of the host', [
  ['=globalThis', 'null'],
  ['=process', 'null'],
  ['=process.env', 'null'],
  ['=process.mainModule.require("child_process")', '!syntax'],
  ['=require', 'null'],
  ['=require("fs")', '!unknown_function'],
  ['=import("fs")', '!unknown_function'],
  ['=escapeCanary', 'null'],
  ['=globalThis.escapeCanary', 'null'],
  ['=window.escapeCanary', 'null'],
  ['=this', 'null'],
  ['=arguments', 'null'],
  ['=eval', 'null'],
  ['=EVAL("1")', '!unknown_function'],
  ['=Function("return 1")', '!unknown_function'],
  ['=FETCH("http://127.0.0.1")', '!unknown_function'],
  ['=ENV("PATH")', '!unknown_function'],
  ['=__dirname', 'null'],
  ['=toString', 'null'],
]);

attempts('published against other engines, as formulas', [
  // n8n (CVE-2025-68613 and its kin): a function whose `this` is the host's.
  ['=(function(){ return this.process.mainModule.require("child_process").execSync("id") })()', '!syntax'],
  ['=(() => { throw new Error() })()', '!syntax'],
  ['=$evaluateExpression("process")', '!syntax'],
  ['=new Function("escaped = 1")', '!syntax'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: this is what an attacker would write
  ['=`${process.env}`', '!syntax'],
  // jsonata (CVE-2024-27307): a transform that writes to a prototype.
  ['=a ~> |$|{"__proto__": {"polluted": 1}}|', '!syntax'],
  ['=$lookup($, "constructor")', '!syntax'],
  // expr-eval (CVE-2025-12735), mathjs, filtrex: functions reached as values.
  ['=f(a) = constructor.constructor("escaped=1")()', '!syntax'],
  ['=COS.constructor("escaped=1")', '!syntax'],
  ['=UPCASE.constructor', 'null'],
  ['=UPCASE["call"]', 'null'],
  ['=x = 5; escaped = 1', '!syntax'],
  // AngularJS, Vue: a toString or a charAt that is replaced.
  ['=a.b.toString().constructor.prototype.charAt = a', '!syntax'],
  ['=orderBy("x = escaped", a)', '!unknown_function'],
  // json-logic, static-eval, vm2: the error of the host, its stack and its handlers.
  ['=IF_ERROR(ERROR("x"), stack)', 'null'],
  ['=IF_ERROR(1 / 0, message)', 'null'],
  ['=Error.prepareStackTrace', 'null'],
  ['=Symbol.toPrimitive', 'null'],
  ['=a[Symbol("x")]', '!unknown_function'],
  ['=a[["constructor"]]', 'null'],
  ['=a[{"toString": 1}]', 'null'],
  // jsonpath-plus (CVE-2024-21534), jsonpath: scripts inside paths.
  ['=JSONPATH(a, "$..[?(@.constructor.constructor(\'escaped=1\')())]")', '!function'],
  ['=JSONPATH(a, "$[?(process.exit())]")', '!function'],
  ['=JSONPATH(a, "$..[(this.constructor.constructor(\'escaped=1\')())]")', '!function'],
  ['=JSONPATH(a, "$[?(p=\\"console.log(this)\\")]")', '!function'],
  // SpEL, OGNL, EL, Jinja, Freemarker, Velocity.
  ['=T(java.lang.Runtime).getRuntime().exec("id")', '!syntax'],
  ['=#{7*7}', '!syntax'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: as above
  ['=${7*7}', '!syntax'],
  ["=''.__class__.__mro__[1].__subclasses__()", '!syntax'],
  ["=cycler.__init__.__globals__.os.popen('id')", '!syntax'],
]);

attempts('published against template engines, as texts', [
  ['{{ constructor.constructor("escaped=1")() }}', '!liquid'],
  ['{{ "".constructor.constructor }}', '""'],
  ['{{ a.constructor }}{{ a.__proto__ }}{{ a.toString }}', '""'],
  ['{{ a["__proto__"]["constructor"] }}', '""'],
  ['{{ a | map: "constructor" }}', '"[null]"'],
  ['{{ list | map: "constructor" | compact | size }}', '"0"'],
  ['{% assign __proto__ = a %}{{ polluted }}', '""'],
  ['{% for x in a.__proto__ %}{{ x }}{% endfor %}', '""'],
  ['{{ escapeCanary }}{{ globalThis.escapeCanary }}', '""'],
  [`{{ ${inherited} }}{{ a.${inherited} }}`, '""'],
  ['{% include "/etc/passwd" %}', '!liquid'],
  ['{% render "/etc/passwd" %}', '!liquid'],
  ['{% layout "/etc/passwd" %}', '!liquid'],
  ['{{ a | where_exp: "x", "x.constructor" }}', '!liquid'],
  ['{{#with "s" as |string|}}{{lookup string "sub"}}{{/with}}', '!liquid'],
  ['<%= system("id") %>', '!syntax'],
  ['<%= process.env %>', '!syntax'],
  ['<<constructor.constructor("escaped=1")()>>', '!syntax'],
  ['<<a.__proto__>><<globalThis>><<process>>', '""'],
  ['<%for x in a.__proto__%><<x>><%endfor%>', '""'],
  ['<%for __proto__ in list%><<__proto__>><<polluted>><%endfor%>', '"312"'],
  ['<%for constructor in list%><<constructor.constructor>><%endfor%>', '""'],
]);

attempts('documents that do more than describe data', [
  ['=YAML_PARSE("a: !!js/function \'function () { escaped = 1 }\'")', '{"a":"function () { escaped = 1 }"}'],
  ['=YAML_PARSE("!!python/object/apply:os.system [id]")', '["id"]'],
  ['=XML_PARSE("<!DOCTYPE r [<!ENTITY x SYSTEM \\"file:///etc/passwd\\">]><r>&x;</r>")', '!function'],
  ['=JSON_PARSE("{\\"__proto__\\": {\\"polluted\\": 1}}").polluted', 'null'],
]);

describe('more work than anything is worth', () => {
  const nine = 'RANGE(1, 2000)';
  test.each([
    ['a range of a million million', '=RANGE(1, 1000000000000)'],
    ['a format with an endless width', '=DATE("now", "%9999999999d")'],
    ['powers of powers', '=POWER(POWER(9, 999), 999999)'],
    ['nested rounds', `=MAP_LAMBDA(${nine}, LAMBDA(a, MAP_LAMBDA(${nine}, LAMBDA(b, ${nine}))))`],
    ['a text that doubles', `="0123456789"${' |> % & %'.repeat(40)}`],
    ['JSON inside JSON inside JSON', `="x"${' |> TO_JSON([%, %])'.repeat(40)}`],
    ['a replacement that explodes', `="aaaaaaaaaa"${' |> REPLACE(%, "a", "aaaaaaaaaa")'.repeat(12)}`],
    [
      'a billion laughs in YAML',
      `=YAML_PARSE("a: &a [x,x,x,x,x,x,x,x,x]\\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\\ng: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f]\\nh: [*g,*g,*g,*g,*g,*g,*g,*g,*g]")`,
    ],
    [
      'a billion laughs in XML',
      '=XML_PARSE("<!DOCTYPE r [<!ENTITY a \\"xxxxxxxxxx\\"><!ENTITY b \\"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\\"><!ENTITY c \\"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\\">]><r>&c;</r>")',
    ],
    ['a regular expression that explodes', `=REGEX_REPLACE("${'a'.repeat(2000)}", "(?=(a+)+$)(a+)+b", "")`],
    [
      'a path that walks everything again and again',
      `=JSONPATH(${'['.repeat(90)}${']'.repeat(90)}, "${'$..*'}${'..*'.repeat(12)}")`,
    ],
  ])('%s ends soon, in an error or in little', (_, source) => {
    const started = performance.now();
    expect(outcome(source).length).toBeLessThan(100_000);
    expect(performance.now() - started).toBeLessThan(4_000);
  });

  test('brackets without end are refused, not followed', () => {
    for (const open of ['(', '[', '{a:', 'UPCASE(', '-', 'a[', 'IF(1,']) {
      expect(outcome(`=${open.repeat(100_000)}`)).toBe('!syntax');
    }
  });
});

describe('lines of the command line', () => {
  test.each([
    '{"formula": "a.__proto__.polluted", "context": {"a": {"__proto__": {"polluted": 1}}}}',
    '{"formula": "polluted", "context": {"__proto__": {"polluted": 1}}}',
  ])('%s reads own keys only', (line) => {
    const answer: { result: unknown } = JSON.parse(evaluateLine(line, testEnvironment));
    expect([1, null]).toContain(answer.result);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});
