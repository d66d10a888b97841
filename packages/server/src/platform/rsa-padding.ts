/**
 * Paddings of RSA that Node does not offer (any more).
 *
 * Node 20 refuses PKCS #1 v1.5 decryption with a private key on an OpenSSL without implicit rejection, and with implicit
 * rejection a wrong key gives random bytes instead of an error. So blocks are decrypted without padding and read here, the
 * same on every version. Whoever can make a story decrypt texts of his choice and learns which of them were refused can
 * decrypt a message in the end (Bleichenbacher's attack): new stories should use OAEP, or the hybrid functions with OAEP.
 */
import { randomBytes } from 'node:crypto';

const leastPadding = 8;

/** 00 02, random bytes that are not zero, eight times 03, 00, data: PKCS #1 v1.5 as a client that knows more than SSL 2 pads. */
export function padSslv23(data: Uint8Array, blockBytes: number): Uint8Array {
  const block = new Uint8Array(blockBytes);
  const dataStart = blockBytes - data.length;
  block[1] = 2;
  block.set(nonZeroBytes(dataStart - leastPadding - 3), 2);
  block.fill(3, dataStart - leastPadding - 1, dataStart - 1);
  block.set(data, dataStart);
  return block;
}

/**
 * The data of a block of type 2, whether it was padded as `pkcs1` or as `sslv23`; `undefined` when it is none. Looks at every
 * byte whatever it finds.
 */
export function unpadEncrypted(block: Uint8Array): Uint8Array | undefined {
  let separator = 0;
  for (let index = block.length - 1; index >= 2; index--) separator = block[index] === 0 ? index : separator;
  const isPadded = block[0] === 0 && block[1] === 2 && separator >= 2 + leastPadding;
  return isPadded ? block.subarray(separator + 1) : undefined;
}

function nonZeroBytes(length: number): Uint8Array {
  const bytes = randomBytes(length);
  for (let index = 0; index < length; ) {
    if (bytes[index] === 0) randomBytes(1).copy(bytes, index);
    else index++;
  }
  return bytes;
}
