import { describe, expect, test } from 'vitest';
import { parseInline, parseMarkdown } from './markdown.ts';

const text = (value: string) => ({ kind: 'text', text: value });

describe('notes', () => {
  test.each([
    ['# Title', [{ kind: 'heading', level: 1, text: [text('Title')] }]],
    ['#hash tag', [{ kind: 'paragraph', lines: [[text('#hash tag')]] }]],
    ['one\ntwo', [{ kind: 'paragraph', lines: [[text('one')], [text('two')]] }]],
    [
      'one\n\ntwo',
      [
        { kind: 'paragraph', lines: [[text('one')]] },
        { kind: 'paragraph', lines: [[text('two')]] },
      ],
    ],
    ['- a\n- b', [{ kind: 'list', isOrdered: false, items: [[text('a')], [text('b')]] }]],
    [
      'intro\n1. a\n2. b',
      [
        { kind: 'paragraph', lines: [[text('intro')]] },
        { kind: 'list', isOrdered: true, items: [[text('a')], [text('b')]] },
      ],
    ],
    ['> said', [{ kind: 'quote', lines: [[text('said')]] }]],
    [
      '```\n# not a title\n```\nafter',
      [
        { kind: 'code', text: '# not a title' },
        { kind: 'paragraph', lines: [[text('after')]] },
      ],
    ],
    ['```\nno end', [{ kind: 'code', text: 'no end' }]],
    ['', []],
  ])('%j', (source, blocks) => {
    expect(parseMarkdown(source)).toEqual(blocks);
  });
});

describe('a line of a note', () => {
  test.each([
    ['a **b** c', [text('a '), { kind: 'strong', text: 'b' }, text(' c')]],
    ['*b*', [{ kind: 'emphasis', text: 'b' }]],
    ['2 * 3 * 4', [text('2 * 3 * 4')]],
    ['`**x**`', [{ kind: 'code', text: '**x**' }]],
    ['[docs](https://example.com/a)', [{ kind: 'link', text: 'docs', href: 'https://example.com/a' }]],
    [
      'see https://example.com/a.',
      [text('see '), { kind: 'link', text: 'https://example.com/a', href: 'https://example.com/a' }, text('.')],
    ],
    ['[run](javascript:alert(1))', [text('[run](javascript:alert(1)'), text(')')]],
    ['<script>alert(1)</script>', [text('<script>alert(1)</script>')]],
  ])('%j', (source, parts) => {
    expect(parseInline(source)).toEqual(parts);
  });
});
