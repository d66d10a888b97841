/** Unpacks the entries of a ZIP archive, never more than was allowed. */
import { Inflate } from 'fflate/browser';
import { err, ok, type Result } from '../../result.ts';
import type { CallContext } from '../definition.ts';
import { platformOf } from '../platform-of.ts';
import { crc32 } from './crc32.ts';
import { zipAesDecrypt } from './zip-aes.ts';
import { zipCryptoDecrypt } from './zip-crypto.ts';
import { readZipDirectory, type ZipEntry } from './zip-directory.ts';

export interface ZippedFile {
  /** As the archive has it, made safe: no drive, no root, no way up. */
  readonly path: string;
  readonly data: Uint8Array;
}

/** What fits into an event as Base64. */
const maxBytes = 36_000_000;
const stored = 0;
const deflated = 8;
const aesMethod = 99;

export function unzip(
  data: Uint8Array,
  password: Uint8Array | undefined,
  context: CallContext,
): Result<readonly ZippedFile[], string> {
  const directory = readZipDirectory(data);
  if (!directory.ok) return directory;
  const files = directory.value.filter((entry) => !entry.isDirectory);
  const size = files.reduce((sum, entry) => sum + entry.size, 0);
  if (size > maxBytes) return err(`it unpacks to ${size} bytes; at most ${maxBytes} fit`);
  const unpacked: ZippedFile[] = [];
  for (const entry of files) {
    context.spend(20 + Math.floor(entry.packed.length / 100));
    const contents = contentsOf(entry, password, context);
    if (!contents.ok) return err(`${entry.name.slice(0, 200)} ${contents.error}`);
    unpacked.push({ path: safePath(entry.name), data: contents.value });
  }
  return ok(unpacked);
}

/** The error goes on after the name of the file. */
function contentsOf(
  entry: ZipEntry,
  password: Uint8Array | undefined,
  context: CallContext,
): Result<Uint8Array, string> {
  const plain = entry.isEncrypted ? decrypted(entry, password, context) : ok(entry.packed);
  if (!plain.ok) return plain;
  const method = entry.method === aesMethod ? (entry.aes?.method ?? aesMethod) : entry.method;
  if (method !== stored && method !== deflated) return err(`is packed in a way that is not read (method ${method})`);
  const data = method === stored ? plain.value : inflate(plain.value, entry.size, context);
  const isWhole = data !== undefined && data.length === entry.size;
  const hasChecksum = entry.method !== aesMethod || entry.aes?.hasChecksum === true;
  if (isWhole && (!hasChecksum || crc32(data) === entry.crc)) return ok(data);
  return err(entry.isEncrypted ? 'is damaged, or the password is another' : 'is damaged');
}

function decrypted(
  entry: ZipEntry,
  password: Uint8Array | undefined,
  context: CallContext,
): Result<Uint8Array, string> {
  if (password === undefined) return err('is encrypted: a password is needed');
  if (entry.method !== aesMethod) {
    const plain = zipCryptoDecrypt(entry.packed, password, entry.passwordCheck);
    return plain === undefined ? err('cannot be read with this password') : ok(plain);
  }
  if (entry.aes === undefined) return err('is damaged');
  const plain = zipAesDecrypt(entry.packed, password, entry.aes, platformOf(context), context);
  if (plain.ok) return plain;
  switch (plain.error) {
    case 'password':
      return err('cannot be read with this password');
    case 'strength':
      return err('is encrypted with AES-192, which is not read; AES-128 and AES-256 are');
    case 'damaged':
      return err('is damaged');
  }
}

/** fflate unpacks all of a piece before it can be stopped: 4 KB become 4 MB at most. */
const pieceBytes = 4_096;

/** `undefined`: damaged, or more than was announced. */
function inflate(packed: Uint8Array, size: number, context: CallContext): Uint8Array | undefined {
  const output = new Uint8Array(size);
  let length = 0;
  let isEnd = false;
  const stream = new Inflate((part, isLast) => {
    isEnd = isLast;
    // Unpacking goes through a hundred bytes in a microsecond.
    context.spend(Math.floor(part.length / 100));
    if (length + part.length <= size) output.set(part, length);
    length += part.length;
  });
  for (let start = 0; start < packed.length && length <= size; start += pieceBytes) {
    if (!pushed(stream, packed.subarray(start, start + pieceBytes), start + pieceBytes >= packed.length))
      return undefined;
  }
  return isEnd && length === size ? output : undefined;
}

/** Whatever fflate finds wrong, the data is to blame; what the budget finds is not. */
function pushed(stream: Inflate, piece: Uint8Array, isLast: boolean): boolean {
  try {
    stream.push(piece, isLast);
    return true;
  } catch (problem) {
    if (problem instanceof Error && 'code' in problem && typeof problem.code === 'number') return false;
    throw problem;
  }
}

function safePath(name: string): string {
  const segments = name
    .replaceAll('\\', '/')
    .replace(/^[A-Za-z]:/, '')
    .replaceAll('\0', '')
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.' && segment !== '..');
  return segments.length === 0 ? 'untitled' : segments.join('/');
}
