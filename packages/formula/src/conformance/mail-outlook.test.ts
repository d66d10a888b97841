/** Outlook messages, written for these tests from the specification. */
import { describe, expect, test } from 'vitest';
import {
  type Folder,
  msgFolder,
  type PropertyValue,
  storedRtf,
  writeCompoundFile,
} from '../functions/mail/compound-file.test-kit.ts';
import { toBase64 } from '../value/base64.ts';
import { shown } from './evaluating.test-kit.ts';

function parse(file: Uint8Array, rest = ''): string {
  return shown(`MSG_PARSE(BASE64_DECODE(file)${rest}`, JSON.stringify({ file: toBase64(file) }));
}

function read(file: Uint8Array, rest = ')'): Record<string, unknown> {
  const result = parse(file, rest);
  if (result.startsWith('!')) throw new Error(result);
  return JSON.parse(result);
}

const text = new TextEncoder();

function message(properties: Readonly<Record<number, PropertyValue>>, parts: Folder = {}): Uint8Array {
  return writeCompoundFile(msgFolder(32, properties, parts));
}

const recipients: Folder = {
  '__recip_version1.0_#00000000': msgFolder(8, { 3093: 1, 14846: 'bob@example.com', 12289: 'Bob' }),
  '__recip_version1.0_#00000001': msgFolder(8, { 3093: 2, 12291: '/O=EXAMPLE/CN=CAROL', 14846: 'carol@example.com' }),
  '__recip_version1.0_#00000002': msgFolder(8, { 3093: 1, 12289: 'Dave' }),
};

const usual: Readonly<Record<number, PropertyValue>> = {
  55: 'Grüße',
  57: { time: Date.UTC(2017, 5, 1, 15, 24, 31) },
  3103: 'ada@example.com',
  4096: 'as text\r\n',
  4115: text.encode('<p>caf\u00e9</p>'),
  4149: '<1@example.com>',
  16350: 65001,
};

describe('a message', () => {
  test('has the shape of an e-mail', () => {
    expect(read(message(usual, recipients))).toEqual({
      from: 'ada@example.com',
      to: ['bob@example.com', 'Dave'],
      cc: ['carol@example.com'],
      subject: 'Grüße',
      date: '2017-06-01T15:24:31+00:00',
      message_id: '1@example.com',
      headers: {
        Date: '01 Jun 2017 15:24:31 +0000',
        From: 'ada@example.com',
        To: 'bob@example.com, Dave',
        Cc: 'carol@example.com',
        Subject: 'Grüße',
        'Message-ID': '1@example.com',
      },
      body: '<p>café</p>',
      attachments: [],
    });
    expect(read(message(usual), ', single_body: FALSE)')).toMatchObject({
      body_html: '<p>café</p>',
      body_text: 'as text\n',
    });
  });

  test('headers end with their first line unless they are wanted whole', () => {
    const file = message({
      ...usual,
      125: 'Received: from a\r\n by b\r\nX-Name: =?utf-8?Q?Caf=C3=A9?= é\r\nTo: x@example.com\r\n\r\n',
    });
    expect(read(file)['headers']).toEqual({ Received: 'from a', 'X-Name': 'Café é', To: 'x@example.com' });
    expect(read(file, ', extract_multiline_headers: TRUE)')['headers']).toMatchObject({ Received: 'from a by b' });
  });

  test('texts in the code page of the sender', () => {
    const file = message({
      55: { ansi: Uint8Array.from([0xcf, 0xf0, 0xe8]) },
      16381: 1251,
      4096: { ansi: Uint8Array.from([0xe2]) },
    });
    expect(read(file)).toMatchObject({ subject: 'При', body: 'в', from: null, to: [], date: null });
  });

  test('streams of all sizes', () => {
    for (const size of [0, 1, 63, 64, 65, 4_095, 4_096, 4_097, 70_000]) {
      expect(read(message({ 4096: 'x'.repeat(size / 2) }))['body']).toBe('x'.repeat(size / 2));
    }
  });

  test('an attachment is a file, an attached message an e-mail', () => {
    const inner = msgFolder(24, { ...usual, 55: 'inner é' }, recipients);
    const file = message(usual, {
      '__attach_version1.0_#00000000': msgFolder(8, {
        14081: text.encode('hello'),
        14087: 'a b.pdf',
        14084: 'AB~1.PDF',
      }),
      '__attach_version1.0_#00000002': {
        ...msgFolder(8, { 12289: 'chart' }),
        '__substg1.0_3701000D': { CONTENTS: text.encode('x') },
      },
      '__attach_version1.0_#00000001': { ...msgFolder(8, { 12289: 'inner é' }), '__substg1.0_3701000D': inner },
    });
    const { attachments } = read(file) as { attachments: Record<string, unknown>[] };
    expect(attachments).toHaveLength(2);
    expect(attachments[0]).toMatchObject({
      filename: 'a b.pdf',
      content_type: 'application/pdf',
      sizeinbytes: 5,
      md5: '5d41402abc4b2a76b9719d911017c592',
      base64encodedcontents: 'aGVsbG8=',
    });
    expect(attachments[1]).toMatchObject({ filename: 'inner é.eml', content_type: 'message/rfc822' });
    const again = parse(
      file,
      ') |> EML_PARSE(BASE64_DECODE(%.attachments[1].base64encodedcontents), single_body: FALSE)',
    );
    expect(JSON.parse(again)).toMatchObject({
      subject: 'inner é',
      from: 'ada@example.com',
      date: '2017-06-01T15:24:31+00:00',
      to: ['bob@example.com', 'Dave'],
      body_html: '<p>café</p>',
      body_text: 'as text\n',
    });
  });
});

describe('a body that is kept as RTF', () => {
  const rows: readonly (readonly [rtf: string, body: string])[] = [
    [
      "{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 {\\fonttbl{\\f0 Arial;}}{\\*\\htmltag64 <p>}\\htmlrtf {\\htmlrtf0 caf\\'e9 \\u8364 ?{\\*\\htmltag84 &nbsp;}\\htmlrtf }\\htmlrtf0 \\{x\\}{\\*\\htmltag72 </p>}}",
      '<p>café €&nbsp;{x}</p>',
    ],
    ['{\\rtf1\\ansi\\fromtext one\\par two\\tab three}', 'one\ntwo\tthree'],
    ["{\\rtf1\\ansi\\ansicpg932 \\'93\\'fa\\'96\\'7b}", '日本'],
    ["{\\rtf1\\uc2\\u233 ??{\\*\\unknown secret}{\\pict 00ff}\\'41}", 'éA'],
    [
      "{\\rtf1\\ansi\\ansicpg1252\\fromhtml1\\deff0{\\fonttbl{\\f0\\fswiss\\fcharset0 Arial;}{\\f4\\fcharset204 Arial Cyr;}}\\'e9 {\\htmlrtf \\f4 \\htmlrtf0 \\'cf\\'f0}\\'e9\\f4\\'e8\\plain\\'e9}",
      'é Прéиé',
    ],
    ["{\\rtf1\\deff1{\\fonttbl{\\f1\\fcharset128 MS;}}\\'93\\'fa\\'96\\'7b}", '日本'],
    ["{\\rtf1\\ansicpg932 \\'83A\\'83\\{\\'b1A\\'83}", 'アボｱA�'],
    ['{\\rtf1 }}}{{{', ''],
  ];
  test.each(rows)('%j', (rtf, body) => {
    expect(read(message({ 4105: storedRtf(rtf) }))['body']).toBe(body);
  });

  test('compressed, as Outlook sends it', () => {
    // "{\rtf1 WXYZWXYZWXYZ…}" of the specification's second example.
    const bytes = [
      0x1a, 0, 0, 0, 0x1c, 0, 0, 0, 0x4c, 0x5a, 0x46, 0x75, 0xe2, 0xd4, 0x4b, 0x51, 0x41, 0, 0x04, 0x20, 0x57, 0x58,
      0x59, 0x5a, 0x0d, 0x6e, 0x7d, 0x01, 0x0e, 0xb0,
    ];
    expect(read(message({ 4105: Uint8Array.from(bytes) }))['body']).toBe('WXYZWXYZWXYZWXYZWXYZ');
  });

  test('sizes that are not true are not believed', () => {
    const lying = storedRtf('{\\rtf1 x}');
    new DataView(lying.buffer).setUint32(0, 0x7fffffff, true);
    expect(read(message({ 4105: lying }))['body']).toBe('');
  });
});

describe('damaged files', () => {
  test('are refused or read as far as they go', () => {
    expect(shown('MSG_PARSE("hello")')).toBe(
      '! MSG_PARSE: the file is not an Outlook message: it does not begin as one',
    );
    expect(parse(writeCompoundFile({ other: new Uint8Array(3) }), ')')).toBe(
      '! MSG_PARSE: the file is not an Outlook message: it holds no message',
    );
    expect(parse(message(usual).slice(0, 600), ')')).toMatch(/^! MSG_PARSE: the file is not an Outlook message/);
  });

  test('blocks that lead back to themselves end', () => {
    const file = message({ 4096: 'x'.repeat(10_000) }, recipients);
    const view = new DataView(file.buffer);
    const table = (view.getUint32(76, true) + 1) * 512;
    for (let sector = 0; sector < 100; sector++) view.setUint32(table + 4 * sector, 0, true);
    expect(parse(file, ')')).toMatch(/^[!{]/);
  });
});
