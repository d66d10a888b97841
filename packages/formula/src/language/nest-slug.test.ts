import { expect, it } from 'vitest';
import { nestSlug, unnestSlugs } from './nest-slug.ts';

const current = { standardLibVersion: 90 };

const both = [
  ['=hook', '=in.hook'],
  ['=hook.body.n + other.hook', '=in.hook.body.n + other.hook'],
  [
    '=FILTER(hook.list, LAMBDA(hook, hook.x)) & hook["a"]',
    '=FILTER(in.hook.list, LAMBDA(hook, hook.x)) & in.hook["a"]',
  ],
  ['Hello <<hook.body.name>>, hook', 'Hello <<in.hook.body.name>>, hook'],
  ['{{ hook.body }} {{ .hook.x | append: hook.y }}', '{{ in.hook.body }} {{ .in.hook.x | append: in.hook.y }}'],
] as const;

it.each(both)('%j is read as a part of another', (source, nested) => {
  expect(nestSlug(source, 'hook', 'in', source.includes('{{') ? {} : current)).toMatchObject({
    value: nested,
    untouched: [],
  });
});

it.each(both)('%j comes back from it', (source, nested) => {
  const back = unnestSlugs(nested, new Set(['hook']), 'in', source.includes('{{') ? {} : current);
  expect(back).toMatchObject({ value: source, untouched: [] });
});

it('is left alone where the other name means something else', () => {
  const source = '=FILTER(list, LAMBDA(in, in = hook))';
  expect(nestSlug(source, 'hook', 'in', current)).toMatchObject({
    value: source,
    count: 0,
    untouched: [{ path: [], source, obstacle: 'bound' }],
  });
});

it.each(['=in', '=in.other', '=in["hook"]', '=MAP(in, LAMBDA(x, x))'])(
  '%j is more than the part, and stays',
  (source) => {
    expect(unnestSlugs(source, new Set(['hook']), 'in', current)).toMatchObject({
      value: source,
      count: 0,
      untouched: [{ obstacle: 'whole' }],
    });
  },
);
