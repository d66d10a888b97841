import { makeObject } from '@fabula/formula';
import { expect, it } from 'vitest';
import { encodeBody } from '../http-request/encode-body.ts';

it('a file of 50 MB goes into the body once, without a copy on the way', () => {
  const size = 50 * 1024 * 1024;
  const contents = Buffer.alloc(size, 'x').toString('base64');
  const file = makeObject([
    ['name', 'large.bin'],
    ['type', 'application/octet-stream'],
    ['contents', contents],
  ]);
  const xml = { write: () => '', check: () => undefined };
  const format = { contentType: 'multipart/form-data', isChecked: true, isFlat: false };
  const before = process.memoryUsage().arrayBuffers;
  const body = encodeBody(makeObject([['file', file]]), format, xml, 'boundary');
  const taken = process.memoryUsage().arrayBuffers - before;
  expect(body.bytes.length).toBeGreaterThan(size);
  expect(taken).toBeLessThan(size * 1.2);
});
