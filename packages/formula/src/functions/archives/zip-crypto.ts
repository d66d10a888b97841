/**
 * The traditional encryption of ZIP archives (PKWARE). Every program reads it, and whoever knows a few bytes of a file can
 * break it: it keeps scanners away, not attackers. Our own, because no library offers it without a platform.
 */
import { crcTable } from './crc32.ts';

export const zipCryptoHeaderSize = 12;

/** The state that both directions share. It moves on by every plain byte. */
class Keys {
  #first = 0x12345678;
  #second = 0x23456789;
  #third = 0x34567890;

  constructor(password: Uint8Array) {
    for (const byte of password) this.update(byte);
  }

  update(plain: number): void {
    this.#first = (crcTable[(this.#first ^ plain) & 0xff] ?? 0) ^ (this.#first >>> 8);
    this.#second = (Math.imul(this.#second + (this.#first & 0xff), 134775813) + 1) >>> 0;
    this.#third = (crcTable[(this.#third ^ (this.#second >>> 24)) & 0xff] ?? 0) ^ (this.#third >>> 8);
  }

  next(): number {
    const mixed = (this.#third | 2) & 0xffff;
    return (Math.imul(mixed, mixed ^ 1) >>> 8) & 0xff;
  }
}

/** `random`: eleven bytes that nobody can predict. `check`: the byte by which a reader knows the password. */
export function zipCryptoEncrypt(
  data: Uint8Array,
  password: Uint8Array,
  random: Uint8Array,
  check: number,
): Uint8Array {
  const keys = new Keys(password);
  const output = new Uint8Array(zipCryptoHeaderSize + data.length);
  const encrypt = (plain: number): number => {
    const byte = plain ^ keys.next();
    keys.update(plain);
    return byte;
  };
  for (let index = 0; index < zipCryptoHeaderSize - 1; index++) output[index] = encrypt(random[index] ?? 0);
  output[zipCryptoHeaderSize - 1] = encrypt(check);
  for (let index = 0; index < data.length; index++) output[zipCryptoHeaderSize + index] = encrypt(data[index] ?? 0);
  return output;
}

/** `undefined`: another password. One in 256 wrong ones is only noticed by the checksum of the file. */
export function zipCryptoDecrypt(data: Uint8Array, password: Uint8Array, check: number): Uint8Array | undefined {
  const keys = new Keys(password);
  const output = new Uint8Array(data.length);
  for (let index = 0; index < data.length; index++) {
    const plain = (data[index] ?? 0) ^ keys.next();
    keys.update(plain);
    output[index] = plain;
    if (index === zipCryptoHeaderSize - 1 && plain !== check) return undefined;
  }
  return data.length < zipCryptoHeaderSize ? undefined : output.subarray(zipCryptoHeaderSize);
}
