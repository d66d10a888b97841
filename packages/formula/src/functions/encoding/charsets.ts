/**
 * Text from bytes in the charsets of e-mail. The tables come from a library, because the decoder of Node 20 reads
 * windows-1252 as Latin-1; in a browser the library uses the one that is there.
 */

import { normalizeEncoding, TextDecoder } from './charset-library.js';
import { decodeUtf8, decodeUtf8Loosely } from './utf8.ts';

/** Names that mailers use and the Encoding standard does not list. */
const aliases: Readonly<Record<string, string>> = {
  cp932: 'shift_jis',
  ms932: 'shift_jis',
  cp936: 'gbk',
  ms936: 'gbk',
  cp949: 'euc-kr',
  ms949: 'euc-kr',
  cp950: 'big5',
  cp51932: 'euc-jp',
  'latin-1': 'windows-1252',
  'iso-8859-8-e': 'iso-8859-8',
  cp65001: 'utf-8',
  utf8mb4: 'utf-8',
};

/**
 * Never fails: what is no character of the charset becomes U+FFFD. Bytes without a charset, in ASCII or in one that nobody
 * knows are UTF-8 if they can be, else windows-1252.
 */
export function decodeCharset(bytes: Uint8Array, charset: string | undefined): string {
  const name = charsetName(charset);
  if (name === undefined) return decodeUtf8(bytes) ?? new TextDecoder('windows-1252').decode(bytes);
  if (name === 'utf-8') return withoutMark(decodeUtf8Loosely(bytes));
  if (name === 'utf-16le' && bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder(name).decode(bytes);
}

/** `undefined`: it says nothing about bytes above 127. */
function charsetName(charset: string | undefined): string | undefined {
  const label = (charset ?? '').trim().toLowerCase();
  if (label === '' || label.length > 60 || label === 'us-ascii' || label === 'ascii') return undefined;
  const name = normalizeEncoding((Object.hasOwn(aliases, label) ? aliases[label] : undefined) ?? label);
  return name === null || name === 'replacement' || name === 'x-user-defined' ? undefined : name;
}

function withoutMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}

/** The charset of a code page of Windows. */
export function charsetOfCodePage(codePage: number): string | undefined {
  if (codePage >= 1250 && codePage <= 1258) return `windows-${codePage}`;
  if (codePage >= 28591 && codePage <= 28606) return `iso-8859-${codePage - 28590}`;
  return codePages.get(codePage);
}

const codePages: ReadonlyMap<number, string> = new Map([
  [874, 'windows-874'],
  [932, 'shift_jis'],
  [936, 'gbk'],
  [949, 'euc-kr'],
  [950, 'big5'],
  [1200, 'utf-16le'],
  [1201, 'utf-16be'],
  [10000, 'macintosh'],
  [20866, 'koi8-r'],
  [20932, 'euc-jp'],
  [21866, 'koi8-u'],
  [50220, 'iso-2022-jp'],
  [50221, 'iso-2022-jp'],
  [50222, 'iso-2022-jp'],
  [51932, 'euc-jp'],
  [51936, 'gbk'],
  [51949, 'euc-kr'],
  [54936, 'gb18030'],
  [65001, 'utf-8'],
]);
