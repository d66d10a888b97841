/** Published vectors. That the server's platform agrees on everything else is proved in packages/server. */
import { expect, test } from 'vitest';
import { encodeUtf8 } from '../functions/encoding/utf8.ts';
import { purePlatform } from './pure-platform.ts';

const key128 = bytes('2b7e151628aed2a6abf7158809cf4f3c');
const key256 = bytes('603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4');
const iv = bytes('000102030405060708090a0b0c0d0e0f');
const block = bytes('6bc1bee22e409f96e93d7e117393172a');

test.each([
  ['aes-128-ecb', key128, bytes(''), '3ad77bb40d7a3660a89ecaf32466ef97'],
  ['aes-256-ecb', key256, bytes(''), 'f3eed1bdb5d2a03c064b5a7e3db181f8'],
  ['aes-128-cbc', key128, iv, '7649abac8119b246cee98e9b12e9197d'],
  ['aes-256-cbc', key256, iv, 'f58c4c04d6e5f1ba779eabfb5f7bfbd6'],
] as const)('%s is that of NIST SP 800-38A', (cipher, key, vector, expected) => {
  const encrypted = purePlatform.encryptBlocks(cipher, key, vector, block);
  // A second block holds the padding, which the vectors have none of.
  expect(hex(encrypted.subarray(0, 16))).toBe(expected);
  expect(encrypted.length).toBe(32);
});

test.each([
  ['', '530f8afbc74536b9a963b4f1c4cb738b'],
  ['00000000000000000000000000000000', 'cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919'],
])('AES-256-GCM of "%s" under a key of zeros is the published one', (data, expected) => {
  const sealed = purePlatform.seal(new Uint8Array(32), new Uint8Array(12), bytes(data), bytes(''));
  expect(hex(sealed)).toBe(expected);
});

test.each([
  ['md5', '900150983cd24fb0d6963f7d28e17f72'],
  ['sha1', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
  ['sha256', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ['sha384', 'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7'],
] as const)('%s of abc is the published one', (algorithm, expected) => {
  expect(hex(purePlatform.hash(algorithm, encodeUtf8('abc')))).toBe(expected);
});

test('RSA and EC keys are left to the server', () => {
  expect(purePlatform.keys).toBeUndefined();
});

function bytes(digits: string): Uint8Array {
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function hex(data: Uint8Array): string {
  return Array.from(data, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
