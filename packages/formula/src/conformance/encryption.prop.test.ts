/** Encryption holds for any text and key. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeObject } from '../value/value.ts';
import { evaluateFormula } from './evaluating.test-kit.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 80 });
const key = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 32, maxLength: 32 });

const sealing = ['TINES_DECRYPT(TINES_ENCRYPT(t, k), k)', 'AES_DECRYPT(AES_ENCRYPT(t, k, mode: "aead"), k)'];
const others = [
  'AES_DECRYPT(AES_ENCRYPT(t, k), k)',
  ...['aes-256-cbc', 'aes-256-ecb', 'aes-256-gcm'].map(
    (cipher) =>
      `FIRST(MAP_LAMBDA([OPENSSL_ENCRYPT(t, "${cipher}", k)], LAMBDA(e, ` +
      `OPENSSL_DECRYPT(e.encrypted, "${cipher}", k, e.iv, "", e.auth_tag))))`,
  ),
];

test.each([...sealing, ...others])('%s is t', (formula) => {
  fc.assert(
    fc.property(text, key, (t, k) => {
      expect(
        evaluateFormula(
          formula,
          makeObject([
            ['t', t],
            ['k', k],
          ]),
        ),
      ).toEqual({ ok: true, value: t });
    }),
    { numRuns: 50 },
  );
});

test.each(['TINES', 'AES'])('%s: no changed character, no other key and no cut is accepted', (name) => {
  const mode = name === 'AES' ? ', mode: "aead"' : '';
  fc.assert(
    fc.property(text, key, fc.nat(), fc.constantFrom(...'ABCabc019-_.'), (t, k, at, character) => {
      const sealed = evaluateFormula(
        `${name}_ENCRYPT(t, k${mode}, expires_in: 60)`,
        makeObject([
          ['t', t],
          ['k', k],
        ]),
      );
      if (!sealed.ok || typeof sealed.value !== 'string') return expect.fail('it must encrypt');
      const place = at % sealed.value.length;
      const changed = sealed.value.slice(0, place) + character + sealed.value.slice(place + 1);
      // The last character may hold bits that belong to no byte.
      const isSame = changed === sealed.value || place === sealed.value.length - 1;
      const cut = sealed.value.slice(0, place);
      const otherKey = k.startsWith('0') ? `1${k.slice(1)}` : `0${k.slice(1)}`;
      for (const [given, used] of [
        [isSame ? cut : changed, k],
        [cut, k],
        [sealed.value, otherKey],
      ]) {
        const opened = evaluateFormula(
          `${name}_DECRYPT(given, used)`,
          makeObject([
            ['given', given ?? ''],
            ['used', used ?? ''],
          ]),
        );
        // What no longer looks sealed is read as plain AES-256-CBC by AES_DECRYPT, which may give anything but the text.
        if (opened.ok) expect(opened.value).not.toBe(t);
        else expect(opened.error.message).not.toContain(used);
      }
    }),
    { numRuns: 200 },
  );
});
