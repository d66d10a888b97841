import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ArrivedBody, BodyReader, type BodyReaderOptions, BodyRefused } from './read-body.ts';

const mb = 1024 ** 2;
const admitted = async () => undefined;

describe('a body that arrives', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'fabula-spool-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  const aReader = (options: Partial<BodyReaderOptions> = {}) =>
    new BodyReader({
      maxBytes: 10 * mb,
      maxArrivingBytes: 5 * mb,
      maxFiles: 3,
      directory: join(directory, 'spool'),
      mayWrite: () => true,
      ...options,
    });

  const read = (reader: BodyReader, stream: PassThrough, declared: number | null = null, admit = admitted) =>
    new Promise<ArrivedBody>((resolve, reject) => {
      reader.read(stream, declared, admit, (error, body) => (body === undefined ? reject(error) : resolve(body)));
    });

  /** Random enough that pieces in the wrong order would show. */
  const content = (size: number) => Buffer.alloc(size, 'abcdefghijklmnopqrstuvwxyz0123456789-');

  async function sendIn(stream: PassThrough, whole: Buffer, piece: number): Promise<void> {
    for (let at = 0; at < whole.length; at += piece) {
      if (!stream.write(whole.subarray(at, at + piece))) await new Promise((resolve) => stream.once('drain', resolve));
    }
    stream.end();
  }

  const faultOf = (promise: Promise<unknown>) =>
    promise.then(
      () => 'taken',
      (error) => (error instanceof BodyRefused ? error.fault : `failed: ${error.message}`),
    );

  test.each([
    ['small, announced', 1_000, true, 'memory'],
    ['small, in chunks', 1_000, false, 'memory'],
    ['of 1 MB', mb, true, 'memory'],
    ['larger, announced', mb + 1, true, 'file'],
    ['larger, in chunks', 3 * mb + 5, false, 'file'],
    ['as large as is allowed', 10 * mb, true, 'file'],
  ] as const)('%s, is there as it was sent, in %s', async (_name, size, isAnnounced, where) => {
    const reader = aReader();
    const stream = new PassThrough();
    const whole = content(size);
    const [body] = await Promise.all([read(reader, stream, isAnnounced ? size : null), sendIn(stream, whole, 60_000)]);
    expect([body.size, body.bytes === null]).toEqual([size, where === 'file']);
    expect(reader.held).toEqual(where === 'file' ? { bytes: 0, files: 1 } : { bytes: size, files: 0 });
    expect((await body.load()).equals(whole)).toBe(true);
    body.letGo();
    expect(reader.held).toEqual({ bytes: 0, files: 0 });
    // No name of it is left for anybody.
    if (where === 'file') expect(await readdir(join(directory, 'spool'))).toEqual([]);
  });

  test('goes into a file when much is arriving, however small it is', async () => {
    const reader = aReader({ maxArrivingBytes: 1_500 });
    const [first, second] = [new PassThrough(), new PassThrough()];
    const bodies = [read(reader, first), read(reader, second)];
    first.write(content(1_000));
    second.write(content(400));
    await new Promise(setImmediate);
    second.end(content(200));
    first.end();
    const [one, two] = await Promise.all(bodies);
    expect([one?.bytes === null, two?.bytes === null]).toEqual([false, true]);
    expect((await two?.load())?.length).toBe(600);
    one?.letGo();
    two?.letGo();
    expect(reader.held).toEqual({ bytes: 0, files: 0 });
  });

  test.each([
    ['announced as too large', 10 * mb + 1, 1, {}, 'too_big'],
    ['too large', null, 10 * mb + 1, {}, 'too_big'],
    ['shorter than announced', 100, 50, {}, 'malformed'],
    ['large and shorter than announced', 4 * mb, 2 * mb, {}, 'malformed'],
    ['for which the disk has no room', null, 2 * mb, { mayWrite: () => false }, 'no_space'],
    ['large, one too many', null, 2 * mb, { maxFiles: 0 }, 'too_many'],
  ] as const)('%s, is refused and leaves nothing behind', async (_name, declared, size, options, fault) => {
    const reader = aReader(options);
    const stream = new PassThrough();
    const [found] = await Promise.all([faultOf(read(reader, stream, declared)), sendIn(stream, content(size), 60_000)]);
    expect(found).toBe(fault);
    expect(reader.held).toEqual({ bytes: 0, files: 0 });
    // The rest is read and forgotten, so that the answer can be read by the sender.
    expect(stream.destroyed && !stream.readableEnded).toBe(false);
  });

  test.each([
    ['small', 100],
    ['large', 2 * mb],
  ])('%s, and breaks off, leaves nothing behind', async (_name, size) => {
    const reader = aReader();
    const stream = new PassThrough();
    const body = faultOf(read(reader, stream));
    stream.write(content(size));
    await new Promise(setImmediate);
    stream.destroy(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }));
    expect(await body).toBe('failed: aborted');
    expect(reader.held).toEqual({ bytes: 0, files: 0 });
  });

  test('from somebody who may not come in is not written anywhere', async () => {
    const reader = aReader();
    const stream = new PassThrough();
    const admit = () => Promise.reject(new Error('no entry'));
    const body = faultOf(read(reader, stream, 2 * mb, admit));
    await sendIn(stream, content(2 * mb), 60_000);
    expect(await body).toBe('failed: no entry');
    expect(reader.held).toEqual({ bytes: 0, files: 0 });
    await expect(readdir(join(directory, 'spool'))).rejects.toThrow('ENOENT');
  });
});
