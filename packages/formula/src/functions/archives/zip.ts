/** Writes ZIP archives that every program reads: deflate, names in UTF-8, times in UTC, the traditional encryption. */
import { deflateSync } from 'fflate/browser';
import { encodeUtf8 } from '../encoding/utf8.ts';
import { crc32 } from './crc32.ts';
import { zipCryptoEncrypt } from './zip-crypto.ts';

export interface FileToZip {
  readonly path: string;
  readonly data: Uint8Array;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

export interface ZipPassword {
  readonly password: Uint8Array;
  readonly randomBytes: (length: number) => Uint8Array;
}

const utf8Names = 0x800;
const encrypted = 1;
const deflated = 8;

export function zip(files: readonly FileToZip[], secret: ZipPassword | null): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const file of files) {
    const { local, central, packed } = entryOf(file, offset, secret);
    parts.push(local, packed);
    directory.push(central);
    offset += local.length + packed.length;
  }
  const directorySize = directory.reduce((size, record) => size + record.length, 0);
  const end = record(22, [
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, files.length],
    [2, files.length],
    [4, directorySize],
    [4, offset],
    [2, 0],
  ]);
  return joined([...parts, ...directory, end], offset + directorySize + end.length);
}

function entryOf({ path, data, createdAt }: FileToZip, offset: number, secret: ZipPassword | null) {
  const name = encodeUtf8(path);
  const crc = crc32(data);
  const small = deflateSync(data);
  const isSmaller = small.length < data.length;
  const plain = isSmaller ? small : data;
  const packed = secret === null ? plain : zipCryptoEncrypt(plain, secret.password, secret.randomBytes(11), crc >>> 24);
  // Seconds since 1970 in UTC, in the field that Unix programs read; the others have two seconds and no zone.
  const extra = record(9, [
    [2, 0x5455],
    [2, 5],
    [1, 1],
    [4, Math.floor(createdAt / 1_000)],
  ]);
  const common: readonly Field[] = [
    [2, 20],
    [2, utf8Names | (secret === null ? 0 : encrypted)],
    [2, isSmaller ? deflated : 0],
    ...dosTime(createdAt),
    [4, crc],
    [4, packed.length],
    [4, data.length],
    [2, name.length],
    [2, extra.length],
  ];
  const local = joined([record(30, [[4, 0x04034b50], ...common]), name, extra], 30 + name.length + extra.length);
  // Made by the Unix of version 2; an ordinary file that everybody may read.
  const rest: readonly Field[] = [
    [2, 0],
    [2, 0],
    [2, 0],
    [4, (0o100644 << 16) >>> 0],
    [4, offset],
  ];
  const centralHeader = record(46, [[4, 0x02014b50], [2, 0x0314], ...common, ...rest]);
  return { local, packed, central: joined([centralHeader, name, extra], 46 + name.length + extra.length) };
}

/** How many bytes, and the number in them. */
type Field = readonly [size: number, value: number];

function record(size: number, fields: readonly Field[]): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const [length, value] of fields) {
    for (let index = 0; index < length; index++) bytes[at++] = (value >>> (8 * index)) & 0xff;
  }
  return bytes;
}

/** From 1980 to 2107; what lies outside becomes the nearest. */
function dosTime(milliseconds: number): readonly Field[] {
  const earliest = Date.UTC(1980, 0, 1);
  const latest = Date.UTC(2107, 11, 31, 23, 59, 58);
  const date = new Date(Math.min(Math.max(milliseconds, earliest), latest));
  const time = (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1);
  const day = ((date.getUTCFullYear() - 1980) << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate();
  return [
    [2, time],
    [2, day],
  ];
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
