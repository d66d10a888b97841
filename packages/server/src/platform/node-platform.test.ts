import { expect, test } from 'vitest';
import { nodePlatform } from './node-platform.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const hex = (data: Uint8Array) => Buffer.from(data).toString('hex');

test.each([
  ['md5', '900150983cd24fb0d6963f7d28e17f72'],
  ['sha1', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
  ['sha256', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
] as const)('%s of abc is the published one', (algorithm, expected) => {
  expect(hex(nodePlatform.hash(algorithm, bytes('abc')))).toBe(expected);
});

test('an hmac is the published one', () => {
  expect(hex(nodePlatform.hmac('sha256', bytes('key'), bytes('The quick brown fox jumps over the lazy dog')))).toBe(
    'f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8',
  );
});

test('gunzip gives back what gzip took, and stops at the limit', () => {
  const packed = nodePlatform.gzip(bytes('a'.repeat(10_000)));
  expect(packed.length).toBeLessThan(100);
  expect(nodePlatform.gunzip(packed, 10_000)).toEqual({ ok: true, value: Buffer.from('a'.repeat(10_000)) });
  expect(nodePlatform.gunzip(packed, 9_999)).toEqual({ ok: false, error: 'too_large' });
});
