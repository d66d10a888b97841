/**
 * What is used here of @exodus/bytes. Its own types name Node's, which would then be visible in every pure package; through
 * the JavaScript file beside the compiler does not see them. (`paths` of tsconfig would do, but tsx follows them as well.)
 */
export class TextDecoder {
  constructor(label: string, options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean });
  decode(bytes: Uint8Array): string;
}

/** The name of the encoding that a label of the WHATWG Encoding standard stands for. */
export function normalizeEncoding(label: string): string | null;
