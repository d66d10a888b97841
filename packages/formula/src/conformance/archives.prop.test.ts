/** What is packed comes back, with any names, contents and passwords; what is attached comes back as well. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeUtf8 } from '../functions/encoding/utf8.ts';
import { toByteText } from '../functions/mail/byte-text.ts';
import type { Mail } from '../functions/mail/mail-object.ts';
import { readEml } from '../functions/mail/read-eml.ts';
import { writeEml } from '../functions/mail/write-eml.ts';
import { fuzz } from '../fuzz.test-kit.ts';
import { toBase64 } from '../value/base64.ts';
import { Bytes, getKey, isArrayValue, isObjectValue, makeObject, type Value } from '../value/value.ts';
import { evaluateFormula, fromData, testEnvironment } from './evaluating.test-kit.ts';

const contents = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 20 }), fc.nat(500)).map(([piece, times]) => {
    const repeated = new Uint8Array(piece.length * times);
    for (let at = 0; at < repeated.length; at += piece.length) repeated.set(piece, at);
    return repeated;
  }),
);
const name = fc
  .string({ unit: fc.constantFrom('a', 'B', '.', ' ', '-', 'é', '日', '😀', '/', '1'), minLength: 1, maxLength: 12 })
  .filter((text) => text.split('/').every((segment) => segment.trim() !== '' && !/^\.+$/.test(segment)));

test('ZIP and UNZIP: what is packed comes back', () => {
  fuzz(
    'ZIP and UNZIP: what is packed comes back',
    fc.property(
      fc.uniqueArray(fc.tuple(name, contents), { maxLength: 4, selector: ([path]) => path }),
      fc.option(fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }), { nil: null }),
      (files, password) => {
        const context: Value = makeObject([
          [
            'files',
            files.map(([path, data]) =>
              makeObject([
                ['name', path],
                ['contents', new Bytes(data)],
              ]),
            ),
          ],
          ['password', password],
        ]);
        const result = evaluateFormula('UNZIP(ZIP(files, password), password)', context);
        if (!result.ok) expect.fail(result.error.message);
        const read = isArrayValue(result.value) ? result.value : [];
        expect(read.map((file) => [memberOf(file, 'path'), memberOf(file, 'base64encodedcontents')])).toEqual(
          files.map(([path, data]) => [path, toBase64(data)]),
        );
      },
    ),
    150,
  );
});

function memberOf(object: Value, key: string): Value | undefined {
  return isObjectValue(object) ? getKey(object, key) : undefined;
}

const text = fc.string({
  unit: fc.constantFrom('a', 'b', ' ', 'é', '日', '😀', '\n', '-', '=', '?', ',', '<'),
  maxLength: 60,
});

test('a message that is attached to another is read as it was', () => {
  fuzz(
    'a message that is attached to another is read as it was',
    fc.property(
      text,
      fc.option(text, { nil: undefined }),
      fc.option(text, { nil: undefined }),
      fc.array(fc.tuple(name, contents), { maxLength: 2 }),
      (subject, plain, html, files) => {
        const title = subject.replace(/\s+/g, ' ').trim();
        const mail: Mail = {
          from: null,
          to: [],
          cc: [],
          subject: title,
          date: null,
          messageId: null,
          headers: [['Subject', title]],
          html,
          text: plain,
          attachments: files.map(([filename, data]) => ({ filename, contentType: 'application/pdf', data })),
        };
        const read = readEml(toByteText(encodeUtf8(writeEml(mail))), true, quiet);
        if (!read.ok) expect.fail(read.error);
        expect(read.value.subject).toBe(title);
        expect(read.value.html).toBe(html);
        if (plain !== undefined) expect(read.value.text).toBe(plain);
        expect(read.value.attachments).toEqual(mail.attachments);
      },
    ),
    200,
  );
});

const quiet = {
  now: 0,
  random: () => 0,
  newUuid: () => '',
  spend: () => undefined,
  checkTime: () => undefined,
  toText: () => '',
  fail: (message: string): never => {
    throw new Error(message);
  },
};

test('every value satisfies the schema that names it, and no other constant', () => {
  fuzz(
    'every value satisfies the schema that names it, and no other constant',
    fc.property(fc.jsonValue(), fc.jsonValue(), (value, other) => {
      const context = fromData({ value, other });
      const check = (formula: string) => {
        const result = evaluateFormula(formula, context);
        return result.ok ? result.value : result.error.message;
      };
      expect(check('IS_VALID_JSON_SCHEMA({"const": value, "enum": [other, value]}, value)')).toBe(true);
      expect(check('IS_VALID_JSON_SCHEMA({"const": value}, other) = (value = other)')).toBe(true);
      expect(check('IS_VALID_JSON_SCHEMA({"not": {"const": value}}, other) = (value != other)')).toBe(true);
    }),
    150,
  );
});

test('without a platform files say that they need the server, and mails without files do not', () => {
  const { platform: _, ...bare } = testEnvironment;
  const unpacked = evaluateFormula('UNZIP(ZIP("x", "a.txt"))', null, bare);
  expect(unpacked.ok ? '' : unpacked.error.message).toMatch(/runs on the server/);
  const read = evaluateFormula('EML_PARSE("From: a@b.c").from', null, bare);
  expect(read).toEqual({ ok: true, value: 'a@b.c' });
});
