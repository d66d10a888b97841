/** Finds the entries of a ZIP archive by the directory at its end. Nothing is unpacked here. */
import { err, ok, type Result } from '../../result.ts';
import { decodeCharset } from '../encoding/charsets.ts';
import { decodeUtf8 } from '../encoding/utf8.ts';
import type { ZipAes } from './zip-aes.ts';

export interface ZipEntry {
  readonly name: string;
  readonly isEncrypted: boolean;
  readonly isDirectory: boolean;
  readonly method: number;
  readonly crc: number;
  /** As the archive says; to be checked. */
  readonly size: number;
  readonly packed: Uint8Array;
  /** What the header of the traditional encryption must end in. */
  readonly passwordCheck: number;
  readonly aes: ZipAes | undefined;
}

const endMark = 0x06054b50;
const endSize = 22;
const entryMark = 0x02014b50;
const entrySize = 46;
const localMark = 0x04034b50;
const maxComment = 65_535;
const maxEntries = 10_000;
const full32 = 0xffffffff;

export function readZipDirectory(data: Uint8Array): Result<readonly ZipEntry[], string> {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const end = findEnd(view);
  if (end === undefined) return err('it has no directory at its end');
  const { count, size, offset } = directoryAt(view, end);
  if (count > maxEntries) return err(`it has more than ${maxEntries} entries`);
  const start = end.at - size;
  // What was put in front of the archive, such as a program that unpacks it, moves everything.
  const shift = start - offset;
  if (start < 0 || shift < 0) return err('its directory is damaged');
  const entries: ZipEntry[] = [];
  let packedBytes = 0;
  for (let at = start; entries.length < count; ) {
    if (at + entrySize > data.length || view.getUint32(at, true) !== entryMark) return err('its directory is damaged');
    const entry = entryAt(data, view, at, shift);
    if (entry === undefined) return err('the place of a file is damaged');
    packedBytes += entry.packed.length;
    // Each byte belongs to one file; otherwise a small archive could name a large one again and again.
    if (packedBytes > data.length) return err('its files overlap');
    entries.push(entry);
    at += entrySize + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return ok(entries);
}

interface EndRecord {
  readonly at: number;
  /** Where the larger record of ZIP64 lies. */
  readonly large: number | undefined;
}

/** The record whose comment ends with the data; else, where something has been put behind, the last one. */
function findEnd(view: DataView): EndRecord | undefined {
  const least = Math.max(0, view.byteLength - endSize - maxComment);
  let last: number | undefined;
  for (let at = view.byteLength - endSize; at >= least; at--) {
    if (view.getUint32(at, true) !== endMark) continue;
    if (at + endSize + view.getUint16(at + 20, true) === view.byteLength) return endAt(view, at);
    last ??= at;
  }
  return last === undefined ? undefined : endAt(view, last);
}

function endAt(view: DataView, at: number): EndRecord {
  const locator = at - 20;
  if (locator < 0 || view.getUint32(locator, true) !== 0x07064b50) return { at, large: undefined };
  const named = Number(view.getBigUint64(locator + 8, true));
  // Where something stands in front of the archive the record is just before its locator.
  const large = [named, locator - 56].find(
    (place) => place >= 0 && place + 56 <= view.byteLength && view.getUint32(place, true) === 0x06064b50,
  );
  return { at: large ?? at, large };
}

function directoryAt(view: DataView, { at, large }: EndRecord) {
  if (large === undefined)
    return {
      count: view.getUint16(at + 10, true),
      size: view.getUint32(at + 12, true),
      offset: view.getUint32(at + 16, true),
    };
  const number = (place: number) => Number(view.getBigUint64(large + place, true));
  return { count: number(32), size: number(40), offset: number(48) };
}

function entryAt(data: Uint8Array, view: DataView, at: number, shift: number): ZipEntry | undefined {
  const flags = view.getUint16(at + 8, true);
  const nameLength = view.getUint16(at + 28, true);
  const extraStart = at + entrySize + nameLength;
  const extraEnd = Math.min(extraStart + view.getUint16(at + 30, true), data.length);
  const extra = readExtra(view, extraStart, extraEnd);
  const sizes = largeSizes(view, at, extra.get(1));
  const name = nameOf(data.subarray(at + entrySize, extraStart), (flags & 0x800) !== 0);
  const packed = packedAt(data, view, sizes.offset + shift, sizes.packed);
  if (packed === undefined) return undefined;
  const crc = view.getUint32(at + 16, true);
  // With a data descriptor the checksum was not yet known when the header was encrypted; the time was.
  const passwordCheck = (flags & 8) !== 0 ? view.getUint16(at + 12, true) >>> 8 : crc >>> 24;
  return {
    name,
    isEncrypted: (flags & 1) !== 0,
    isDirectory: /[/\\]$/.test(name),
    method: view.getUint16(at + 10, true),
    crc,
    size: sizes.size,
    packed,
    passwordCheck,
    aes: aesOf(extra.get(0x9901)),
  };
}

/** The fields behind the name, by their numbers. */
function readExtra(view: DataView, start: number, end: number): ReadonlyMap<number, DataView> {
  const fields = new Map<number, DataView>();
  for (let at = start; at + 4 <= end; ) {
    const size = view.getUint16(at + 2, true);
    if (at + 4 + size > end) break;
    fields.set(view.getUint16(at, true), new DataView(view.buffer, view.byteOffset + at + 4, size));
    at += 4 + size;
  }
  return fields;
}

/** Sizes that do not fit are in the field of ZIP64, those and only those, in this order. */
function largeSizes(view: DataView, at: number, field: DataView | undefined) {
  let place = 0;
  const read = (offset: number): number => {
    const usual = view.getUint32(at + offset, true);
    if (usual !== full32 || field === undefined || place + 8 > field.byteLength) return usual;
    place += 8;
    return Number(field.getBigUint64(place - 8, true));
  };
  const size = read(24);
  const packed = read(20);
  return { size, packed, offset: read(42) };
}

function packedAt(data: Uint8Array, view: DataView, at: number, size: number): Uint8Array | undefined {
  if (!Number.isSafeInteger(at) || at < 0 || at + 30 > data.length) return undefined;
  if (view.getUint32(at, true) !== localMark) return undefined;
  const start = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
  return start + size <= data.length ? data.subarray(start, start + size) : undefined;
}

function aesOf(field: DataView | undefined): ZipAes | undefined {
  if (field === undefined || field.byteLength < 7) return undefined;
  return {
    strength: field.getUint8(4),
    method: field.getUint16(5, true),
    hasChecksum: field.getUint16(0, true) === 1,
  };
}

/** Without the mark for UTF-8 names are in a code page that nobody names; most are UTF-8 all the same. */
function nameOf(bytes: Uint8Array, isUtf8: boolean): string {
  return isUtf8 ? (decodeUtf8(bytes) ?? decodeCharset(bytes, 'utf-8')) : decodeCharset(bytes, undefined);
}
