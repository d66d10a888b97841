/**
 * Reads compound files (MS-CFB), the little file systems that Outlook messages are.
 *
 * Our own, because @kenjiuno/msgreader, the one library for it, brings the buffers of Node, follows chains of blocks that
 * lead back to themselves without end, and takes as much memory as a field of the file asks for. Here every block is
 * visited at most once, and no stream is longer than the file.
 */
import { err, ok, type Result } from '../../result.ts';

export interface Storage {
  readonly storages: ReadonlyMap<string, Storage>;
  /** By name; read when they are asked for. */
  readonly streams: ReadonlyMap<string, () => Uint8Array>;
}

const signature = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const headerSize = 512;
const entrySize = 128;
/** Sector numbers from here on are marks, such as the end of a chain. */
const firstMark = 0xfffffffa;
const none = 0xffffffff;
const maxNesting = 30;

export function readCompoundFile(data: Uint8Array): Result<Storage, string> {
  if (data.length < headerSize || signature.some((byte, index) => data[index] !== byte))
    return err('it does not begin as one');
  const file = new CompoundFile(data);
  const root = file.root();
  return root === undefined ? err('its directory is damaged') : ok(root);
}

class CompoundFile {
  readonly #view: DataView;
  readonly #data: Uint8Array;
  readonly #sectorSize: number;
  readonly #smallSize: number;
  readonly #table: Uint32Array;
  readonly #smallTable: Uint32Array;
  readonly #directory: Uint8Array;
  /** The stream that all small streams live in; empty until the root entry has been read. */
  #small: Uint8Array = new Uint8Array();
  readonly #seen = new Set<number>();

  constructor(data: Uint8Array) {
    this.#data = data;
    this.#view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    this.#sectorSize = this.#view.getUint16(30, true) === 12 ? 4_096 : 512;
    this.#smallSize = 64;
    this.#table = this.#allocationTable();
    this.#smallTable = asNumbers(this.#chain(this.#view.getUint32(60, true)));
    this.#directory = this.#chain(this.#view.getUint32(48, true));
  }

  root(): Storage | undefined {
    const entry = this.#entry(0);
    if (entry === undefined) return undefined;
    this.#small = this.#chain(entry.start);
    return this.#storage(entry.child, 0);
  }

  #allocationTable(): Uint32Array {
    const sectors: number[] = [];
    const most = Math.floor(this.#data.length / this.#sectorSize) + 1;
    for (let index = 0; index < 109; index++) sectors.push(this.#view.getUint32(76 + 4 * index, true));
    // Longer lists go on in sectors of their own, of which the last number leads to the next.
    let next = this.#view.getUint32(68, true);
    for (let count = 0; next < firstMark && count < most; count++) {
      const numbers = asNumbers(this.#sector(next));
      sectors.push(...numbers.subarray(0, -1));
      next = numbers.at(-1) ?? none;
    }
    const table = sectors
      .filter((sector) => sector < firstMark)
      .slice(0, most)
      .map((sector) => this.#sector(sector));
    return asNumbers(joined(table, table.length * this.#sectorSize));
  }

  #sector(number: number): Uint8Array {
    const start = (number + 1) * this.#sectorSize;
    return this.#data.subarray(start, start + this.#sectorSize);
  }

  /** The sectors from this one on, joined. */
  #chain(start: number): Uint8Array {
    return follow(start, this.#table, (sector) => this.#sector(sector));
  }

  #stream(start: number, size: number): Uint8Array {
    if (size >= 4_096) return this.#chain(start).subarray(0, size);
    const block = (number: number) => this.#small.subarray(number * this.#smallSize, (number + 1) * this.#smallSize);
    return follow(start, this.#smallTable, block).subarray(0, size);
  }

  #entry(index: number) {
    const offset = index * entrySize;
    if (offset + entrySize > this.#directory.length) return undefined;
    const view = new DataView(this.#directory.buffer, this.#directory.byteOffset + offset, entrySize);
    const nameLength = Math.min(Math.max(view.getUint16(64, true) - 2, 0), 62);
    const codes = Array.from({ length: Math.floor(nameLength / 2) }, (_, place) => view.getUint16(2 * place, true));
    return {
      name: String.fromCharCode(...codes),
      type: view.getUint8(66),
      left: view.getUint32(68, true),
      right: view.getUint32(72, true),
      child: view.getUint32(76, true),
      start: view.getUint32(116, true),
      size: view.getUint32(120, true),
    };
  }

  /** The entries of one level form a tree; each is visited once in the whole file. */
  #storage(top: number, nesting: number): Storage {
    const storages = new Map<string, Storage>();
    const streams = new Map<string, () => Uint8Array>();
    const waiting = [top];
    for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
      if (index === none || this.#seen.has(index)) continue;
      this.#seen.add(index);
      const entry = this.#entry(index);
      if (entry === undefined) continue;
      waiting.push(entry.left, entry.right);
      if (entry.type === 2) streams.set(entry.name, () => this.#stream(entry.start, entry.size));
      else if (entry.type === 1 && nesting < maxNesting)
        storages.set(entry.name, this.#storage(entry.child, nesting + 1));
    }
    return { storages, streams };
  }
}

/** A chain that leads back to itself ends after as many blocks as the table has. */
function follow(start: number, table: Uint32Array, block: (number: number) => Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  let size = 0;
  let next = start;
  while (next < firstMark && parts.length < table.length) {
    const part = block(next);
    if (part.length === 0) break;
    parts.push(part);
    size += part.length;
    next = table[next] ?? none;
  }
  return joined(parts, size);
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
  const all = new Uint8Array(size);
  let position = 0;
  for (const part of parts) {
    all.set(part, position);
    position += part.length;
  }
  return all;
}

/** Little-endian on every machine. */
function asNumbers(bytes: Uint8Array): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint32Array.from({ length: Math.floor(bytes.length / 4) }, (_, index) => view.getUint32(4 * index, true));
}
