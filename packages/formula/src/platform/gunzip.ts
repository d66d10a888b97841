/** Unpacking gzip with a limit that holds before the memory is taken, and with the checksums that fflate leaves out. */
import { Gunzip } from 'fflate';
import type { GunzipProblem } from '../functions/platform.ts';
import { err, ok, type Result } from '../result.ts';

/**
 * fflate unpacks all of a piece before it can be stopped: 4 KB become 4 MB at most. It also calls itself once for each
 * member that begins within a piece, and a member has 20 bytes at least.
 */
const pieceBytes = 4_096;
const trailerBytes = 8;
/**
 * An empty member. fflate says where a member begins but not where the last one ends, and is content with half of one; it is
 * given this one after the data, which must then begin just behind it.
 */
const endMark = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0);

/** Members one after the other are joined. What follows the last one and is no member makes the data damaged. */
export function gunzip(data: Uint8Array, maxBytes: number): Result<Uint8Array, GunzipProblem> {
  if (data[0] !== 0x1f || data[1] !== 0x8b) return err('not_gzip');
  const parts: Uint8Array[] = [];
  let length = 0;
  let member = new Checksum();
  let isComplete = false;
  let problem: GunzipProblem | undefined;
  const stream = new Gunzip((part) => {
    length += part.length;
    if (length > maxBytes) problem = 'too_large';
    if (problem !== undefined) return;
    member.add(part);
    // The stream reuses its window.
    parts.push(part.slice());
  });
  stream.onmember = (offset) => {
    if (!member.isTrailer(data.subarray(offset - trailerBytes, offset))) problem ??= 'damaged';
    member = new Checksum();
    isComplete = offset === data.length;
  };
  try {
    for (let start = 0; start < data.length && problem === undefined; start += pieceBytes) {
      stream.push(data.subarray(start, start + pieceBytes));
    }
    if (problem === undefined) stream.push(endMark, true);
  } catch {
    // Whatever fflate finds wrong, the data is to blame.
    problem ??= 'damaged';
  }
  if (!isComplete) problem ??= 'damaged';
  return problem === undefined ? ok(join(parts, length)) : err(problem);
}

function join(parts: readonly Uint8Array[], length: number): Uint8Array {
  const joined = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** CRC-32 and length of a member, as its trailer has them (RFC 1952). */
class Checksum {
  #crc = 0xffffffff;
  #length = 0;

  add(part: Uint8Array): void {
    let crc = this.#crc;
    for (const byte of part) crc = (crcTable[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
    this.#crc = crc;
    this.#length += part.length;
  }

  isTrailer(trailer: Uint8Array): boolean {
    if (trailer.length !== trailerBytes) return false;
    const view = new DataView(trailer.buffer, trailer.byteOffset, trailerBytes);
    return view.getUint32(0, true) === ~this.#crc >>> 0 && view.getUint32(4, true) === this.#length >>> 0;
  }
}

const crcTable = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});
