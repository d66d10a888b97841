import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { Needles } from './needles.ts';

const secret = 'p"ä&ss / wörd+\\n<1>';

function masking(...secrets: string[]): Needles {
  const needles = new Needles();
  for (const each of secrets) needles.add(each);
  return needles;
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('a secret is found', () => {
  it.each<[string, string]>([
    ['as it is', secret],
    ['in JSON', JSON.stringify({ a: secret }).slice(6, -2)],
    ['in JSON inside JSON', JSON.stringify(JSON.stringify(secret)).slice(3, -3)],
    [
      'in JSON of ASCII alone',
      '\\u0070'.slice(6) + JSON.stringify(secret).slice(1, -1).replace('ä', '\\u00e4').replace('ö', '\\u00f6'),
    ],
    ['in an address', encodeURIComponent(secret)],
    ['in an address, small digits', encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase())],
    ['in a form', new URLSearchParams({ a: secret }).toString().slice(2)],
    ['in hex digits', Buffer.from(secret).toString('hex')],
    ['in HTML', 'p&quot;ä&amp;ss / wörd+\\n&lt;1&gt;'],
  ])('%s', (_name, spelling) => {
    expect(masking(secret).mask(`before ${spelling} after`)).toBe('before ******** after');
  });

  it.each(['', 'u', 'us', 'user:', 'a longer user name:'])('in base64 behind %j', (before) => {
    for (const after of ['', 'x', 'xy', ' and more']) {
      const whole = base64(`${before}${secret}${after}`);
      const masked = masking(secret).mask(whole);
      expect(masked).toContain('********');
      expect(Buffer.from(masked.replaceAll('*', ''), 'base64').toString()).not.toContain('wörd');
      expect(masking(secret).mask(Buffer.from(whole, 'base64').toString('base64url'))).toContain('********');
    }
  });

  it('more than once, beside others, the longer one first', () => {
    const needles = masking('abcd', 'abcdef', 'wxyz');
    expect(needles.mask('abcdef abcd wxyz abcdabcd')).toBe('******** ******** ******** ****************');
  });
});

test('secrets of fewer than four characters are not looked for', () => {
  const needles = masking('abc');
  expect(needles.isEmpty).toBe(true);
  expect(needles.mask('abcabc')).toBe('abcabc');
});

test('nothing else is changed', () => {
  const text = randomBytes(10_000).toString('latin1');
  expect(masking(secret, 'another secret').mask(text)).toBe(text);
});

test('wherever it stands, it is gone', () => {
  const text = fc.string({ unit: 'binary', maxLength: 20 });
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 4, maxLength: 30 }), text, text, (hidden, before, after) => {
      const whole = before + hidden + after;
      // what is left may not put itself together to it
      fc.pre(!'********'.includes(hidden) && !hidden.includes('*'));
      expect(masking(hidden).mask(whole)).not.toContain(hidden);
    }),
    { numRuns: 300 },
  );
});

test('a long text takes time by its length', () => {
  const many = masking(...Array.from({ length: 300 }, (_, number) => `secret number ${number} ${'x'.repeat(20)}`));
  const text = `${randomBytes(6_000_000).toString('base64')} secret number 7 ${'x'.repeat(20)}`;
  const began = performance.now();
  expect(many.mask(text).endsWith(' ********')).toBe(true);
  const repetitive = 'a'.repeat(4_000_000);
  expect(masking(`${'a'.repeat(30)}b`).mask(repetitive)).toBe(repetitive);
  // generous: it takes a tenth of it
  expect(performance.now() - began).toBeLessThan(5_000);
});
