/** Encryption holds for any text and key. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fuzz } from '../fuzz.test-kit.ts';
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

const context = (entries: Readonly<Record<string, string>>) => makeObject(Object.entries(entries));

test.each([...sealing, ...others])('%s is t', (formula) => {
  fuzz(
    formula,
    fc.property(text, key, (t, k) => {
      expect(evaluateFormula(formula, context({ t, k }))).toEqual({ ok: true, value: t });
    }),
    50,
  );
});

test.each(['TINES', 'AES'])('%s: no changed character, no other key and no cut is accepted', (name) => {
  const encrypt = `${name}_ENCRYPT(t, k${name === 'AES' ? ', mode: "aead"' : ''}, expires_in: 60)`;
  fuzz(
    `${name} notices changes`,
    fc.property(text, key, fc.nat(), fc.constantFrom(...'ABCabc019-_.'), (t, k, at, character) => {
      const result = evaluateFormula(encrypt, context({ t, k }));
      if (!result.ok || typeof result.value !== 'string') return expect.fail('it must encrypt');
      const sealed = result.value;
      const place = at % sealed.length;
      const cut = sealed.slice(0, place);
      const changed = cut + character + sealed.slice(place + 1);
      // The last character may hold bits that belong to no byte.
      const isSame = changed === sealed || place === sealed.length - 1;
      const otherKey = (k.startsWith('0') ? '1' : '0') + k.slice(1);
      for (const [given, used] of [
        [isSame ? cut : changed, k] as const,
        [cut, k] as const,
        [sealed, otherKey] as const,
      ]) {
        const opened = evaluateFormula(`${name}_DECRYPT(given, used)`, context({ given, used }));
        if (opened.ok) return expect.fail(`"${given}" was accepted`);
        expect(opened.error.message).not.toContain(used);
      }
    }),
    200,
  );
});
