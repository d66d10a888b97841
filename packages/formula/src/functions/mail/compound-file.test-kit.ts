/** Writes compound files and Outlook messages for tests, from nothing but the specification. */

export interface Folder {
  readonly [name: string]: Folder | Uint8Array;
}

const sectorSize = 512;
const end = 0xfffffffe;
const free = 0xffffffff;

interface Entry {
  readonly name: string;
  readonly type: number;
  readonly content: Folder | Uint8Array;
  child: number;
  right: number;
  start: number;
  size: number;
}

/** Streams below 4,096 bytes lie in the stream of small ones, as the specification has it. */
export function writeCompoundFile(root: Folder): Uint8Array {
  const entries: Entry[] = [entryOf('Root Entry', 5, root)];
  for (let index = 0; index < entries.length; index++) {
    const entry = entries[index];
    if (entry === undefined || entry.content instanceof Uint8Array) continue;
    let previous: Entry | undefined;
    for (const [name, content] of Object.entries(entry.content)) {
      const child = entryOf(name, content instanceof Uint8Array ? 2 : 1, content);
      if (previous === undefined) entry.child = entries.length;
      else previous.right = entries.length;
      entries.push(child);
      previous = child;
    }
  }
  const sectors: Uint8Array[] = [];
  const table: number[] = [];
  const small: number[] = [];
  const smallTable: number[] = [];
  const store = (data: Uint8Array): number => {
    const first = table.length;
    for (let at = 0; at < data.length; at += sectorSize) {
      const sector = new Uint8Array(sectorSize);
      sector.set(data.subarray(at, at + sectorSize));
      sectors.push(sector);
      table.push(at + sectorSize < data.length ? table.length + 1 : end);
    }
    return data.length === 0 ? end : first;
  };
  for (const entry of entries) {
    if (!(entry.content instanceof Uint8Array)) continue;
    entry.size = entry.content.length;
    if (entry.size >= 4_096) entry.start = store(entry.content);
    else if (entry.size > 0) {
      entry.start = smallTable.length;
      for (let at = 0; at < entry.size; at += 64) {
        small.push(...entry.content.subarray(at, at + 64), ...new Uint8Array(64 - Math.min(64, entry.size - at)));
        smallTable.push(at + 64 < entry.size ? smallTable.length + 1 : end);
      }
    }
  }
  const [top] = entries;
  if (top !== undefined) {
    top.start = store(Uint8Array.from(small));
    top.size = small.length;
  }
  const directory = store(directoryOf(entries));
  const smallStart = store(numbers(smallTable));
  const tableSectors = Math.ceil((table.length + 8) / 127);
  const tableStart = table.length;
  for (let index = 0; index < tableSectors; index++) table.push(0xfffffffd);
  const fat = numbers([...table, ...new Array(tableSectors * 128 - table.length).fill(free)]);
  for (let at = 0; at < fat.length; at += sectorSize) sectors.push(fat.slice(at, at + sectorSize));

  const file = new Uint8Array((sectors.length + 1) * sectorSize);
  const view = new DataView(file.buffer);
  file.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
  view.setUint16(24, 0x3e, true);
  view.setUint16(26, 3, true);
  view.setUint16(28, 0xfffe, true);
  view.setUint16(30, 9, true);
  view.setUint16(32, 6, true);
  view.setUint32(44, tableSectors, true);
  view.setUint32(48, directory, true);
  view.setUint32(56, 4_096, true);
  view.setUint32(60, smallStart, true);
  view.setUint32(64, Math.ceil((smallTable.length * 4) / sectorSize), true);
  view.setUint32(68, end, true);
  for (let index = 0; index < 109; index++)
    view.setUint32(76 + 4 * index, index < tableSectors ? tableStart + index : free, true);
  for (const [index, sector] of sectors.entries()) file.set(sector, (index + 1) * sectorSize);
  return file;
}

function entryOf(name: string, type: number, content: Folder | Uint8Array): Entry {
  return { name, type, content, child: free, right: free, start: end, size: 0 };
}

function directoryOf(entries: readonly Entry[]): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(entries.length / 4) * sectorSize);
  const view = new DataView(bytes.buffer);
  for (const [index, entry] of entries.entries()) {
    const offset = index * 128;
    for (let place = 0; place < entry.name.length; place++)
      view.setUint16(offset + 2 * place, entry.name.charCodeAt(place), true);
    view.setUint16(offset + 64, 2 * entry.name.length + 2, true);
    view.setUint8(offset + 66, entry.type);
    view.setUint8(offset + 67, 1);
    view.setUint32(offset + 68, free, true);
    view.setUint32(offset + 72, entry.right, true);
    view.setUint32(offset + 76, entry.child, true);
    view.setUint32(offset + 116, entry.start, true);
    view.setUint32(offset + 120, entry.size, true);
  }
  return bytes;
}

function numbers(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of values.entries()) view.setUint32(index * 4, value, true);
  return bytes;
}

/** A property is a text, bytes, a number (PT_LONG), or a time in milliseconds since 1970. */
export type PropertyValue = string | Uint8Array | number | { readonly time: number } | { readonly ansi: Uint8Array };

/** The streams of a message, recipient or attachment with these properties. */
export function msgFolder(
  headerSize: number,
  properties: Readonly<Record<number, PropertyValue>>,
  parts: Folder = {},
): Folder {
  const streams: Record<string, Folder | Uint8Array> = {};
  const fixed: number[] = new Array(headerSize).fill(0);
  for (const [key, value] of Object.entries(properties)) {
    const number = Number(key);
    const entry = new DataView(new ArrayBuffer(16));
    const type = typeOf(value);
    entry.setUint32(0, number * 0x1_0000 + type, true);
    if (typeof value === 'number') entry.setUint32(8, value, true);
    else if (typeof value === 'object' && 'time' in value)
      entry.setBigUint64(8, (BigInt(value.time) + 11_644_473_600_000n) * 10_000n, true);
    else streams[nameOf(number, type)] = dataOf(value);
    fixed.push(...new Uint8Array(entry.buffer));
  }
  return { ...streams, '__properties_version1.0': Uint8Array.from(fixed), ...parts };
}

function typeOf(value: PropertyValue): number {
  if (typeof value === 'string') return 0x001f;
  if (typeof value === 'number') return 0x0003;
  if (value instanceof Uint8Array) return 0x0102;
  return 'time' in value ? 0x0040 : 0x001e;
}

function dataOf(value: string | Uint8Array | { readonly ansi: Uint8Array }): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value !== 'string') return value.ansi;
  const bytes = new Uint8Array(value.length * 2);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < value.length; index++) view.setUint16(index * 2, value.charCodeAt(index), true);
  return bytes;
}

function nameOf(number: number, type: number): string {
  return `__substg1.0_${(number * 0x1_0000 + type).toString(16).toUpperCase().padStart(8, '0')}`;
}

/** RTF as Outlook keeps it, in the form that is not compressed. */
export function storedRtf(rtf: string): Uint8Array {
  const body = Uint8Array.from(rtf, (character) => character.charCodeAt(0));
  const bytes = new Uint8Array(16 + body.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, body.length + 12, true);
  view.setUint32(4, body.length, true);
  view.setUint32(8, 0x414c454d, true);
  bytes.set(body, 16);
  return bytes;
}
