import { describe, expect, it } from 'vitest';
import { compileField } from '../evaluate/compile-field.ts';
import { getKey, isObjectValue, makeObject } from '../value/value.ts';
import { kindOfField } from './field-kind.ts';
import { referencesIn } from './field-references.ts';
import { renameSlug, renameSlugInStory } from './rename-slug.ts';

const current = { standardLibVersion: 90 };

/** From `a` to `b2`. */
function renamed(source: string, options = current) {
  const { value, count, untouched } = renameSlug(source, 'a', 'b2', options);
  return { value, count, obstacles: untouched.map(({ obstacle }) => obstacle) };
}

describe('an action is renamed in', () => {
  it.each([
    // formulas
    ['=a', '=b2', 1],
    ['=a.a.a + a["a"][a.x]', '=b2.a.a + b2["a"][b2.x]', 3],
    ['=  a  .x # a\n', '=  b2  .x # a\n', 1],
    ['={a: a, "a": "a", b: [a]}', '={a: b2, "a": "a", b: [b2]}', 2],
    ['=F(a, a: a)', '=F(b2, a: b2)', 2],
    ['=a(a)', '=a(b2)', 1],
    ['=FILTER(a.a, LAMBDA(x, x.a = a.b))', '=FILTER(b2.a, LAMBDA(x, x.a = b2.b))', 2],
    ['=FILTER(a.a, LAMBDA(a, a.a = 1)) & a', '=FILTER(b2.a, LAMBDA(a, a.a = 1)) & b2', 2],
    ['=MAP_LAMBDA(x, LAMBDA(a, FILTER(a, LAMBDA(y, a))))', '=MAP_LAMBDA(x, LAMBDA(a, FILTER(a, LAMBDA(y, a))))', 0],
    ['=a.x |> UPCASE(%) |> % & a', '=b2.x |> UPCASE(%) |> % & b2', 2],
    ['=aa + a_a + ba + x.a', '=aa + a_a + ba + x.a', 0],
    // texts
    ['a <<a.x>> a << a >>', 'a <<b2.x>> a << b2 >>', 2],
    ['<%if a.ok%>a<%elseif a%>b<%else%><<a>><%endif%>', '<%if b2.ok%>a<%elseif b2%>b<%else%><<b2>><%endif%>', 3],
    ['<%for a in a.list%><<a.x>><%endfor%><<a>>', '<%for a in b2.list%><<a.x>><%endfor%><<b2>>', 2],
    ['<%for x in a.list%><<x.a & a.y>><%endfor%>', '<%for x in b2.list%><<x.a & b2.y>><%endfor%>', 2],
    ['<<"<<a>>">> <<a>>', '<<"<<a>>">> <<b2>>', 1],
    // neither
    ['a', 'a', 0],
    ['see a.x', 'see a.x', 0],
  ])('%j', (source, expected, count) => {
    expect(renamed(source)).toEqual({ value: expected, count, obstacles: [] });
  });

  it.each([
    ['{{ a.x }} a', '{{ b2.x }} a', 1],
    ['{{ .a.x }}{{.a}}', '{{ .b2.x }}{{.b2}}', 2],
    ['{{ .a.a.x | append: .a.y, "a" | where: "a", a }}', '{{ .b2.a.x | append: .b2.y, "a" | where: "a", b2 }}', 3],
    ['{{ x | date: a: 1 }}', '{{ x | date: a: 1 }}', 0],
    ["{{ .x['a'] }}{{ .x[a.y] }}", "{{ .x['a'] }}{{ .x[b2.y] }}", 1],
    ["{{ .['a'].x }}", "{{ .['b2'].x }}", 1],
    ["{{ .x.['y z'] | append: .a.['b c'] | append: a }}", "{{ .x.['y z'] | append: .b2.['b c'] | append: b2 }}", 2],
    [
      '{% if .a.x == "a" and a.y contains .a %}a{% elsif a %}{% else %}{{ a }}{% endif %}',
      '{% if .b2.x == "a" and b2.y contains .b2 %}a{% elsif b2 %}{% else %}{{ b2 }}{% endif %}',
      5,
    ],
    ['{% for a in .a.list %}{{ a.x }}{% endfor %}{{ a }}', '{% for a in .b2.list %}{{ a.x }}{% endfor %}{{ b2 }}', 2],
    [
      '{% for x in .a.list limit: a.n %}{{ x.a }}{% endfor %}',
      '{% for x in .b2.list limit: b2.n %}{{ x.a }}{% endfor %}',
      2,
    ],
    ['{% assign k = .a.x | plus: a.y %}{{ k.a }}', '{% assign k = .b2.x | plus: b2.y %}{{ k.a }}', 2],
    ['{% case a.x %}{% when a.y %}{{ a }}{% endcase %}', '{% case b2.x %}{% when b2.y %}{{ b2 }}{% endcase %}', 3],
    [
      '{% unless a %}{% capture k %}{{ a }}{% endcapture %}{% endunless %}',
      '{% unless b2 %}{% capture k %}{{ b2 }}{% endcapture %}{% endunless %}',
      2,
    ],
    [
      '{% raw %}{{ a }}{% endraw %}{% comment %}{{ a }}{% endcomment %}{{- a -}}',
      '{% raw %}{{ a }}{% endraw %}{% comment %}{{ a }}{% endcomment %}{{- b2 -}}',
      1,
    ],
    ['{% credential a %}{% prompt a %}', '{% credential a %}{% prompt a %}', 0],
    ['{{ a.x | as_object }}', '{{ b2.x | as_object }}', 1],
  ])('the legacy template %j', (source, expected, count) => {
    expect(renamed(source, { standardLibVersion: 90 })).toEqual({ value: expected, count, obstacles: [] });
  });

  it('a text with pills and Liquid, by the age of the story', () => {
    const source = '<<a>>{{ a }}';
    expect(renameSlug(source, 'a', 'b2', { standardLibVersion: 90 }).value).toBe('<<b2>>{{ a }}');
    expect(renameSlug(source, 'a', 'b2', { standardLibVersion: null }).value).toBe('<<a>>{{ b2 }}');
  });
});

describe('a field is left alone and reported', () => {
  it.each([
    // the name would mean something else
    ['=MAP_LAMBDA(x, LAMBDA(b2, a & b2))', 'bound'],
    ['<%for b2 in x%><<a>><%endfor%>', 'bound'],
    ['{% for b2 in x %}{{ a }}{% endfor %}', 'bound'],
    // what it means cannot be told
    ['{% assign a = 1 %}{{ a }}', 'unclear'],
    ['{% assign b2 = 1 %}{{ a }}', 'unclear'],
    ['{{ a ', 'unclear'],
    ['{% if a %}', 'unclear'],
    ['="a.x', 'unclear'],
    ['=F("x, a.y)', 'unclear'],
    ['=LAMBDA(a b, a.x', 'unclear'],
    ['=MAP_LAMBDA(x, LAMBDA(a, a.x', 'unclear'],
    ['<%for a%><<a.x>>', 'unclear'],
  ])('%j: %s', (source, obstacle) => {
    expect(renamed(source)).toEqual({ value: source, count: 0, obstacles: [obstacle] });
  });

  it.each(['two words', 'TRUE', 'AND', '', 'a-b', '1', 'b.c'])('when the new name %j is none', (to) => {
    const { value, untouched } = renameSlug('=a.x & 1', 'a', to, current);
    expect([value, untouched.map(({ obstacle }) => obstacle)]).toEqual(['=a.x & 1', ['no_name']]);
  });
});

describe('a broken field', () => {
  it.each([
    ['=a.x + ', '=b2.x + '],
    ['=UPCASE(a.x', '=UPCASE(b2.x'],
    ['=FILTER(a.items, LAMBDA(x, x.', '=FILTER(b2.items, LAMBDA(x, x.'],
    ['=a == 1', '=b2 == 1'],
    ['<<a.x>> <<', '<<b2.x>> <<'],
    ['<%if a%>x', '<%if b2%>x'],
    ['=x + ', '=x + '],
    ['=x.a + ', '=x.a + '],
  ])('%j is changed where it is safe', (source, expected) => {
    expect(renamed(source).value).toBe(expected);
    expect(renamed(source).obstacles).toEqual([]);
  });
});

describe('in a tree of options', () => {
  it('every field is changed, no key is, and what did not change is shared', () => {
    const template = {
      url: '<<a.url>>/x',
      a: '=a.x',
      headers: { fixed: 'a' },
      list: ['=a[0]', 5, null, '=LAMBDA('],
      old: '{{ .a.x }}',
    };
    const { value, count, untouched } = renameSlug(template, 'a', 'b2', current);
    expect(value).toEqual({
      url: '<<b2.url>>/x',
      a: '=b2.x',
      headers: { fixed: 'a' },
      list: ['=b2[0]', 5, null, '=LAMBDA('],
      old: '{{ .b2.x }}',
    });
    expect(count).toBe(4);
    expect(untouched).toEqual([]);
    if (!isObjectValue(value)) throw new Error('no object');
    expect(getKey(value, 'headers')).toBe(template.headers);
  });

  it('a tree without the name is given back as it is', () => {
    const template = makeObject([
      ['2', '=x'],
      ['1', ['=y', 'a']],
    ]);
    expect(renameSlug(template, 'a', 'b2', current).value).toBe(template);
  });

  it('a field that was not changed is told by its place', () => {
    const { untouched } = renameSlug({ x: ['=1', '="a'] }, 'a', 'b2', current);
    expect(untouched).toEqual([{ path: ['x', 1], source: '="a', obstacle: 'unclear' }]);
  });

  it('all actions of a story are changed together', () => {
    const { templates, count } = renameSlugInStory(['=a', { x: '<<a>><<a>>' }, '=c'], 'a', 'b2', current);
    expect(templates.map(({ value }) => value)).toEqual(['=b2', { x: '<<b2>><<b2>>' }, '=c']);
    expect(count).toBe(3);
  });
});

describe('references', () => {
  it.each([
    ['=a.b + FILTER(c, LAMBDA(d, d = e))', ['a', 'c', 'e']],
    ['<%for x in a%><<x & b>><%endfor%>', ['a', 'b']],
    ['{{ .a.x | append: b }}', ['a', 'b']],
    ['plain', []],
  ])('in %j are found with their places', (source, names) => {
    const found = referencesIn(source, current);
    expect(found.map(({ range: [from, to] }) => source.slice(from, to))).toEqual(names);
    expect(found.map(({ name }) => name)).toEqual(names);
  });
});

describe('a stored text is read as evaluation reads it', () => {
  it.each([
    '=1',
    'x',
    '<<1>>',
    '<%if 1%>x<%endif%>',
    '{{ a }}',
    '{% if a %}x{% endif %}',
    '<<1>>{{ a }}',
    '={{',
    '<{{ a }}',
  ])('%j', (source) => {
    for (const options of [{}, { standardLibVersion: null }, { standardLibVersion: 13 }]) {
      const compiled = compileField(source, options);
      if (compiled.ok) expect(kindOfField(source, options)).toBe(compiled.value.kind);
    }
  });
});
