/** ZIP archives: what is written, what is read, what is refused. */
import { describe, expect, test } from 'vitest';
import { fromBase64 } from '../functions/encoding/base64-text.ts';
import { Bytes, makeObject, type Value } from '../value/value.ts';
import { testCases } from './cases.test-kit.ts';
import { evaluateFormula, shown } from './evaluating.test-kit.ts';

const paths = '|> MAP(%, "path")';
const texts = '|> MAP_LAMBDA(%, LAMBDA(f, BASE64_DECODE(f.base64encodedcontents)))';

testCases({
  'ZIP takes contents and names in pairs, and a password last': [
    [`UNZIP(ZIP("one", "a.txt")) ${texts}`, '["one"]'],
    [`UNZIP(ZIP("one", "a.txt", "two", "b/c.txt")) ${paths}`, '["a.txt","b/c.txt"]'],
    [`UNZIP(ZIP("one", "a.txt", "secret"), "secret") ${texts}`, '["one"]'],
    [`UNZIP(ZIP("one", "a.txt", "two", "b.txt", "secret"), "secret") ${texts}`, '["one","two"]'],
    [`UNZIP(ZIP("one", "a.txt", password: "secret"), password: "secret") ${texts}`, '["one"]'],
    [`UNZIP(ZIP("one", "a.txt", NULL)) ${texts}`, '["one"]'],
    [`UNZIP(ZIP("one", "a.txt", "")) ${texts}`, '["one"]'],
    [`UNZIP(ZIP("one", "a.txt", "pässword"), "pässword") ${texts}`, '["one"]'],
    [`UNZIP(ZIP(12.50, 7)) ${texts}`, '["12.50"]'],
    [`UNZIP(ZIP("", "empty")) ${texts}`, '[""]'],
    [`UNZIP(ZIP(GZIP("x"), "x.gz"))[0].base64encodedcontents |> GUNZIP(BASE64_DECODE(%))`, '"x"'],
    ['ZIP("one")', '! ZIP: a file needs a name as its second argument'],
    ['ZIP("one", NULL)', '! ZIP: a file needs a name as its second argument'],
    [
      'ZIP({"a": 1}, "a.json")',
      '! ZIP: the contents of a file must be text; TO_JSON writes objects and arrays as text',
    ],
  ],
  'ZIP takes an array of files': [
    [
      `UNZIP(ZIP(files)) ${texts}`,
      '["one","hello"]',
      '{"files":[{"name":"a","contents":"one"},{"name":"b","base64encodedcontents":"aGVsbG8="}]}',
    ],
    [`UNZIP(ZIP(files, "secret"), "secret") ${texts}`, '["one"]', '{"files":[{"name":"a","contents":"one"}]}'],
    [`UNZIP(ZIP(UNZIP(ZIP("one", "x/a.txt")))) ${paths}`, '["x/a.txt"]'],
    ['UNZIP(ZIP([]))', '[]'],
    ['ZIP([{"contents": "x"}])', '! ZIP: a file has no `name`'],
    ['ZIP([{"name": "x"}])', '! ZIP: a file has neither `contents` nor `base64encodedcontents`'],
    ['ZIP([{"name": "x", "base64encodedcontents": "*"}])', '! ZIP: `base64encodedcontents` of a file is not Base64'],
    [
      'ZIP([{"name": "x", "contents": "", "created_at": "soon-ish"}])',
      '! ZIP: `created_at` of a file cannot be read as a date',
    ],
    ['ZIP(["x"])', '! ZIP: a file must be an object with contents and name, not text'],
    ['ZIP([], "secret", "more")', '! ZIP: after an array of files there may only be a password'],
  ],
  'names are safe and differ': [
    [
      `UNZIP(ZIP("1", "a.txt", "2", "a.txt", "3", "a.txt", "4", "b", "5", "b")) ${paths}`,
      '["a.txt","a (2).txt","a (3).txt","b","b (2)"]',
    ],
    [
      `UNZIP(ZIP("1", "/etc/passwd", "2", "C:\\\\x\\\\y", "3", "ünï/日本")) ${paths}`,
      '["etc/passwd","x/y","ünï/日本"]',
    ],
    ['ZIP("1", "a/../b")', '! ZIP: a file in an archive cannot be named "a/../b"'],
    ['ZIP("1", "/")', '! ZIP: a file in an archive cannot be named "/"'],
  ],
  'UNZIP gives file objects': [
    [
      'UNZIP(ZIP("test_contents", "folder/test.txt"))',
      '[{"filename":"test.txt","content_type":"text/plain","guid":"00000000-0000-4000-8000-000000000000",' +
        '"md5":"ccc55aefbf92aa66f42b638802c5e7f6","sha256":"623447b85d372251f3ffce2602e142b25ba40ee641821beabe6e14530d1cdd49","sizeinbytes":13,' +
        '"base64encodedcontents":"dGVzdF9jb250ZW50cw==","path":"folder/test.txt"}]',
    ],
    [
      'UNZIP(ZIP("one", "a.txt", "secret"))',
      '! UNZIP: the data cannot be unpacked as a ZIP archive: a.txt is encrypted: a password is needed',
    ],
    ['UNZIP(ZIP("one", "a.txt"), "unused")[0].sizeinbytes', '3'],
    ['UNZIP("")', '! UNZIP: the data cannot be unpacked as a ZIP archive: it has no directory at its end'],
    ['UNZIP(NULL)', '! UNZIP: the data cannot be unpacked as a ZIP archive: it has no directory at its end'],
    ['UNZIP([])', '! UNZIP wants a text as `zip_data`, found array'],
  ],
});

test('a wrong password is told as such, at the latest by the checksum', () => {
  for (let attempt = 0; attempt < 20; attempt++)
    expect(shown(`UNZIP(ZIP("one", "a.txt", "secret"), "wrong${attempt}")`)).toMatch(
      /a\.txt (?:cannot be read with this password|is damaged, or the password is another)/,
    );
});

describe('archives of other programs', () => {
  const infoZip =
    'UEsDBBQACQAIALiSeV2AiPnlFgAAABEAAAAFABwAaC50eHRVVAkAAzwnB2s8JwdrdXgLAAEEAAAAAAQAAAAA1nnMUymHTgiJqxxtA/v+BB1NGGmQ4FBLBwiAiPnlFgAAABEAAABQSwECHgMUAAkACAC4knldgIj55RYAAAARAAAABQAYAAAAAAABAAAApIEAAAAAaC50eHRVVAUAAzwnB2t1eAsAAQQAAAAABAAAAABQSwUGAAAAAAEAAQBLAAAAZQAAAAAA';
  const aes256 =
    'UEsDBDMAAQBjAABgrlgAAAAAJgAAABEAAAAFAAsAYS50eHQBmQcAAgBBRQMIAAABAgMEBQYHCAkKCwwNDg+jNpHx84mHwnylFHAZSIEFL/a+rg+gUEsBAhQDMwABAGMAAGCuWAAAAAAmAAAAEQAAAAUACwAAAAAAAAAAAAAAAAAAAGEudHh0AZkHAAIAQUUDCABQSwUGAAAAAAEAAQA+AAAAVAAAAAAA';
  const aes128 =
    'UEsDBDMAAQBjAABgrliAiPnlHgAAABEAAAAFAAsAYS50eHQBmQcAAQBBRQEIAAABAgMEBQYH135NK9GZSjxUWQHFb4pafnJZ3QSBnlBLAQIUAzMAAQBjAABgrliAiPnlHgAAABEAAAAFAAsAAAAAAAAAAAAAAAAAAABhLnR4dAGZBwABAEFFAQgAUEsFBgAAAAABAAEAPgAAAEwAAAAAAA==';
  const aes192 =
    'UEsDBDMAAQBjAABgrlgAAAAAIgAAABEAAAAFAAsAYS50eHQBmQcAAgBBRQIIAAABAgMEBQYHCAkKCxqjkPnD2pEogRQ1Xy199froQ0UJibtQSwECFAMzAAEAYwAAYK5YAAAAACIAAAARAAAABQALAAAAAAAAAAAAAAAAAAAAYS50eHQBmQcAAgBBRQIIAFBLBQYAAAAAAQABAD4AAABQAAAAAAA=';
  const storedAes =
    'UEsDBDMAAQBjAABgrlgAAAAALwAAABMAAAAFAAsAYS50eHQBmQcAAgBBRQMAAAABAgMEBQYHCAkKCwwNDg+jNmqIDHN6oILSvEnD1qewMGipPLK9xD+2uVSEWsoGUEsBAhQDMwABAGMAAGCuWAAAAAAvAAAAEwAAAAUACwAAAAAAAAAAAAAAAAAAAGEudHh0AZkHAAIAQUUDAABQSwUGAAAAAAEAAQA+AAAAXQAAAAAA';
  const rows: readonly (readonly [title: string, zip: string, password: string, result: string])[] = [
    ['the traditional encryption with a descriptor behind', infoZip, 'secret', '["hello hello hello"]'],
    ['AES-256 without a checksum', aes256, 'secret', '["hello hello hello"]'],
    ['AES-128 with a checksum', aes128, 'secret', '["hello hello hello"]'],
    ['AES-256, not packed, more than one block', storedAes, 'secret', '["0123456789abcdefXYZ"]'],
    [
      'AES-192',
      aes192,
      'secret',
      '! UNZIP: the data cannot be unpacked as a ZIP archive: a.txt is encrypted with AES-192, which is not read; AES-128 and AES-256 are',
    ],
    [
      'a wrong password',
      aes256,
      'Secret',
      '! UNZIP: the data cannot be unpacked as a ZIP archive: a.txt cannot be read with this password',
    ],
  ];
  test.each(rows)('%s', (_, zip, password, result) => {
    expect(shown(`UNZIP(BASE64_DECODE(zip), password) ${texts}`, JSON.stringify({ zip, password }))).toBe(result);
  });

  const more: readonly (readonly [title: string, zip: string, result: string])[] = [
    [
      'names that lead out of the folder',
      'UEsDBBQAAAAAAHqWeV0AAAAAAAAAAAAAAAACAAAAZC9QSwMEFAAAAAAAepZ5XYMW3IwBAAAAAQAAABAAAAAuLi8uLi9ldGMvcGFzc3dkeFBLAwQUAAAAAAB6lnldFSbb+wEAAAABAAAACgAAAEM6XHdceC50eHR5UEsBAhQDFAAAAAAAepZ5XQAAAAAAAAAAAAAAAAIAAAAAAAAAAAAQAP1BAAAAAGQvUEsBAhQDFAAAAAAAepZ5XYMW3IwBAAAAAQAAABAAAAAAAAAAAAAAAIABIAAAAC4uLy4uL2V0Yy9wYXNzd2RQSwECFAMUAAAAAAB6lnldFSbb+wEAAAABAAAACgAAAAAAAAAAAAAAgAFPAAAAQzpcd1x4LnR4dFBLBQYAAAAAAwADAKYAAAB4AAAAAAA=',
      '["etc/passwd","w/x.txt"]',
    ],
    [
      'written without going back, with a comment',
      'UEsDBBQACAgIAHqWeV0AAAAAAAAAAAAAAAAIAAAAw7wvcy50eHQrLilKTcxNTVEoHmWkKAAAUEsHCIWDn/kQAAAADgEAAFBLAwQUAAgACAB6lnldAAAAAAAAAAAAAAAABQAAAGVtcHR5AwBQSwcIAAAAAAIAAAAAAAAAUEsBAhQDFAAICAgAepZ5XYWDn/kQAAAADgEAAAgAAAAAAAAAAAAAAIABAAAAAMO8L3MudHh0UEsBAhQDFAAIAAgAepZ5XQAAAAACAAAAAAAAAAUAAAAAAAAAAAAAAIABRgAAAGVtcHR5UEsFBgAAAAACAAIAaQAAAHsAAAAUAGhlbGxvIGNvbW1lbnQgUEsFBiB4',
      '["ü/s.txt","empty"]',
    ],
    [
      'ZIP64',
      'UEsDBC0AAAAIAAAAIQDl9v5P//////////8FABQAYS50eHQBABAAWAIAAAAAAAAVAAAAAAAAAMtIzcnJV6jKLDAzUcgYZY+yqcQGAFBLAQItAy0AAAAIAAAAIQDl9v5PFQAAAFgCAAAFAAAAAAAAAAAAAACAAQAAAABhLnR4dFBLBQYAAAAAAQABADMAAABMAAAAAAA=',
      '["a.txt"]',
    ],
  ];
  test.each(more)('%s', (_, zip, result) => {
    expect(shown(`UNZIP(BASE64_DECODE(zip)) ${paths}`, JSON.stringify({ zip }))).toBe(result);
  });

  test('something may stand in front', () => {
    // Twelve bytes are sixteen characters of Base64, so that the two can be joined.
    const zip = `U0ZYISBwcm9ncmFt${infoZip}`;
    expect(shown(`UNZIP(BASE64_DECODE(zip), "secret") ${texts}`, JSON.stringify({ zip }))).toBe(
      '["hello hello hello"]',
    );
  });
});

/** The bytes of an archive, to be changed. */
function archive(formula: string): Uint8Array {
  const result = evaluateFormula(`BASE64_ENCODE(${formula})`);
  if (!result.ok || typeof result.value !== 'string') throw new Error('no archive');
  return fromBase64(result.value) ?? new Uint8Array();
}

function unzipped(data: Uint8Array): string {
  const context: Value = makeObject([['zip', new Bytes(data)]]);
  const result = evaluateFormula('UNZIP(zip)', context);
  return result.ok ? 'ok' : result.error.message;
}

/** Where the last record with this mark begins. */
function lastRecord(data: Uint8Array, first: number, second: number): number {
  for (let at = data.length - 4; at >= 0; at--)
    if (data[at] === 0x50 && data[at + 1] === 0x4b && data[at + 2] === first && data[at + 3] === second) return at;
  throw new Error('no such record');
}

function write(data: Uint8Array, at: number, value: number): Uint8Array {
  new DataView(data.buffer, data.byteOffset).setUint32(at, value, true);
  return data;
}

describe('archives that lie', () => {
  const places = { crc: 16, packed: 20, size: 24, offset: 42 };
  function changed(field: keyof typeof places, value: number): Uint8Array {
    const data = archive('ZIP(JOIN(RANGE(1, 500), " "), "a.txt")');
    return write(data, lastRecord(data, 1, 2) + places[field], value);
  }

  const rows: readonly (readonly [field: keyof typeof places, value: number, message: RegExp])[] = [
    ['size', 10, /a\.txt is damaged/],
    ['size', 30_000_000, /a\.txt is damaged/],
    ['size', 40_000_000, /unpacks to 40000000 bytes; at most 36000000 fit/],
    ['crc', 1, /a\.txt is damaged/],
    ['packed', 0xfffffff, /the place of a file is damaged/],
    ['packed', 3, /a\.txt is damaged/],
    ['offset', 0x7fffffff, /the place of a file is damaged/],
  ];
  test.each(rows)('about %s: %i', (field, value, message) => {
    expect(unzipped(changed(field, value))).toMatch(message);
  });

  test('files that share their bytes are refused', () => {
    const data = archive('ZIP(JOIN(RANGE(1, 900), " "), "a.txt")');
    const [entry, end] = [lastRecord(data, 1, 2), lastRecord(data, 5, 6)];
    const copies = 9;
    const size = end - entry;
    const repeated = new Uint8Array(data.length + copies * size);
    repeated.set(data.subarray(0, end));
    for (let copy = 0; copy < copies; copy++) repeated.set(data.subarray(entry, end), end + copy * size);
    repeated.set(data.subarray(end), end + copies * size);
    const newEnd = end + copies * size;
    new DataView(repeated.buffer).setUint16(newEnd + 10, copies + 1, true);
    expect(unzipped(write(repeated, newEnd + 12, (copies + 1) * size))).toMatch(/its files overlap/);
  });

  test('a small archive that unpacks for ever is stopped where its size was announced', () => {
    const data = archive(
      'ZIP(JOIN(RANGE(1, 1), "") & JOIN(MAP_LAMBDA(RANGE(1, 50000), LAMBDA(i, "")), "0000000000000000000000000000000000000000000000000000000000000000"), "a")',
    );
    expect(data.length).toBeLessThan(20_000);
    expect(unzipped(write(data, lastRecord(data, 1, 2) + places.size, 1_000))).toMatch(/damaged/);
  });
});
