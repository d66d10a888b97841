/** What the server and a browser both offer must be the same: a preview shows what a run will do. */
import { Buffer } from 'node:buffer';
import type { BlockCipher, HashAlgorithm, HmacAlgorithm } from '@fabula/formula';
import { purePlatform } from '@fabula/formula/pure-platform';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nodePlatform } from './node-platform.ts';

const hex = (data: Uint8Array) => Buffer.from(data).toString('hex');
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
/** Sometimes longer than the pieces in which gzip data is unpacked. */
const data = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.integer({ min: 20, max: 40 })).map(repeated),
);
const both = [
  [nodePlatform, purePlatform],
  [purePlatform, nodePlatform],
] as const;

test.each<HashAlgorithm>(['md5', 'sha1', 'sha256', 'sha384', 'sha512'])('%s is the same', (algorithm) => {
  fc.assert(
    fc.property(data, (given) => {
      expect(hex(purePlatform.hash(algorithm, given))).toBe(hex(nodePlatform.hash(algorithm, given)));
    }),
    { numRuns: 50 },
  );
});

test.each<HmacAlgorithm>(['sha1', 'sha256', 'sha384', 'sha512'])('HMAC with %s is the same', (algorithm) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), data, (key, given) => {
      expect(hex(purePlatform.hmac(algorithm, key, given))).toBe(hex(nodePlatform.hmac(algorithm, key, given)));
    }),
    { numRuns: 50 },
  );
});

describe.each<[BlockCipher, number, number]>([
  ['aes-128-cbc', 16, 16],
  ['aes-256-cbc', 32, 16],
  ['aes-128-ecb', 16, 0],
  ['aes-256-ecb', 32, 0],
])('%s', (cipher, keyBytes, ivBytes) => {
  test('encrypts to the same bytes, and each reads what the other wrote', () => {
    fc.assert(
      fc.property(bytes(keyBytes), bytes(ivBytes), data, (key, iv, given) => {
        const encrypted = nodePlatform.encryptBlocks(cipher, key, iv, given);
        expect(hex(purePlatform.encryptBlocks(cipher, key, iv, given))).toBe(hex(encrypted));
        for (const [platform] of both) {
          expect(hex(platform.decryptBlocks(cipher, key, iv, encrypted) ?? bytesOf('refused'))).toBe(hex(given));
        }
      }),
      { numRuns: 50 },
    );
  });

  test('accepts and refuses the same data', () => {
    fc.assert(
      fc.property(bytes(keyBytes), bytes(ivBytes), fc.uint8Array({ maxLength: 80 }), (key, iv, given) => {
        const [node, pure] = [nodePlatform, purePlatform].map((platform) =>
          platform.decryptBlocks(cipher, key, iv, given),
        );
        expect(pure === undefined ? undefined : hex(pure)).toBe(node === undefined ? undefined : hex(node));
      }),
    );
  });
});

test('AES-GCM seals to the same bytes, opens what the other sealed, and refuses every change', () => {
  const iv = fc.uint8Array({ minLength: 8, maxLength: 64 });
  fc.assert(
    fc.property(bytes(32), iv, data, fc.uint8Array({ maxLength: 40 }), fc.nat(), (key, nonce, given, aad, at) => {
      const sealed = nodePlatform.seal(key, nonce, given, aad);
      expect(hex(purePlatform.seal(key, nonce, given, aad))).toBe(hex(sealed));
      const changed = sealed.map((byte, index) => (index === at % sealed.length ? byte ^ 1 : byte));
      for (const [platform] of both) {
        expect(hex(platform.open(key, nonce, sealed, aad) ?? bytesOf('refused'))).toBe(hex(given));
        expect(platform.open(key, nonce, changed, aad)).toBeUndefined();
        expect(platform.open(key, nonce, sealed, Uint8Array.of(...aad, 1))).toBeUndefined();
        expect(platform.open(key, nonce, sealed.subarray(1), aad)).toBeUndefined();
      }
    }),
    { numRuns: 50 },
  );
});

test('each unpacks what the other packed, in one member or in many, up to the limit', () => {
  fc.assert(
    fc.property(fc.array(data, { minLength: 1, maxLength: 4 }), (parts) => {
      const given = Buffer.concat(parts);
      for (const [packer, unpacker] of both) {
        const packed = Buffer.concat(parts.map((part) => packer.gzip(part)));
        const unpacked = unpacker.gunzip(packed, given.length);
        expect(unpacked.ok ? hex(unpacked.value) : unpacked.error).toBe(hex(given));
        if (given.length > 0) expect(unpacker.gunzip(packed, given.length - 1)).toEqual(refused('too_large'));
      }
    }),
    { numRuns: 50 },
  );
});

test('gzip data with a changed byte never gives other content, and none without its end', () => {
  fc.assert(
    fc.property(data, fc.nat(), (given, at) => {
      const packed = nodePlatform.gzip(given);
      // Behind the header, whose time and system may be anything.
      const place = 10 + (at % (packed.length - 10));
      const changed = packed.map((byte, index) => (index === place ? byte ^ 0x55 : byte));
      for (const [platform] of both) {
        const unpacked = platform.gunzip(changed, 1e6);
        // The complement of a length may be changed without harm, and only zlib looks at it.
        expect(unpacked.ok ? hex(unpacked.value) : unpacked.error).toBe(unpacked.ok ? hex(given) : 'damaged');
        expect(platform.gunzip(packed.subarray(0, place), 1e6)).toEqual(refused('damaged'));
      }
    }),
  );
});

test('what is not gzip is told from damaged gzip by both', () => {
  for (const [platform] of both) {
    expect(platform.gunzip(bytesOf('text'), 100)).toEqual(refused('not_gzip'));
    expect(platform.gunzip(Uint8Array.of(), 100)).toEqual(refused('not_gzip'));
    expect(platform.gunzip(Uint8Array.of(0x1f, 0x8b), 100)).toEqual(refused('damaged'));
  }
});

test('a hundred thousand empty members are unpacked to nothing', () => {
  const empty = Buffer.from(nodePlatform.gzip(Uint8Array.of()));
  const many = Buffer.concat(Array.from({ length: 100_000 }, () => empty));
  for (const [platform] of both)
    expect(platform.gunzip(many, 10)).toEqual({ ok: true, value: expect.objectContaining({ length: 0 }) });
});

test('random bytes are as many as asked for and never twice the same', () => {
  for (const [platform] of both) {
    expect(platform.randomBytes(32).length).toBe(32);
    expect(hex(platform.randomBytes(32))).not.toBe(hex(platform.randomBytes(32)));
  }
});

function repeated([part, times]: [Uint8Array, number]): Uint8Array {
  return Buffer.concat(Array.from({ length: times }, (_, round) => part.map((byte) => (byte * (round + 1)) & 0xff)));
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function refused(error: string) {
  return { ok: false, error };
}
