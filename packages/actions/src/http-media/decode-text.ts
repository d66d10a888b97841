/**
 * Bytes → text in the charset that was promised. null: these bytes are no text. With `isPromised`, bytes that do not fit are
 * replaced instead, because the sender said that they are text. A charset that nobody knows is read as UTF-8.
 */
export function decodeText(bytes: Uint8Array, charset: string, isPromised: boolean): string | null {
  try {
    return decoderFor(charset, !isPromised).decode(bytes);
  } catch {
    // Only a fatal decoder throws: the bytes do not fit.
    return null;
  }
}

function decoderFor(charset: string, fatal: boolean): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(charset, { fatal });
  } catch {
    // An unknown label.
    return new TextDecoder('utf-8', { fatal });
  }
}
