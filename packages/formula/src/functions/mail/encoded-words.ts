/** `=?charset?B?…?=` in headers (RFC 2047), and bytes above 127 that stand there against the rules. */

import { decodeCharset } from '../encoding/charsets.ts';
import { fromByteText, isAscii } from './byte-text.ts';
import { fromLooseBase64 } from './transfer-encoding.ts';

const encodedWord = /=\?([A-Za-z0-9._:+-]{1,60})(?:\*[A-Za-z0-9-]{0,20})?\?([BbQq])\?([^?]*)\?=/g;

export function decodeWords(value: string): string {
  let output = '';
  let position = 0;
  let pending: Word | null = null;
  for (const match of value.matchAll(encodedWord)) {
    const between = value.slice(position, match.index);
    const word = wordOf(match[1] ?? '', match[2] ?? '', match[3] ?? '');
    // Blanks between two words were made by folding; characters may be cut in the middle between them.
    if (pending !== null && between.trim() === '') {
      if (pending.charset === word.charset) pending.bytes.push(word.bytes[0] ?? '');
      else {
        output += textOf(pending);
        pending = word;
      }
    } else {
      output += textOf(pending) + plainText(between);
      pending = word;
    }
    position = match.index + match[0].length;
  }
  return output + textOf(pending) + plainText(value.slice(position));
}

interface Word {
  readonly charset: string;
  readonly bytes: string[];
}

function wordOf(charset: string, encoding: string, content: string): Word {
  return {
    charset: charset.toLowerCase(),
    bytes: [/b/i.test(encoding) ? fromBase64Word(content) : fromQuotedWord(content)],
  };
}

function fromBase64Word(content: string): string {
  return Array.from(fromLooseBase64(content), (byte) => String.fromCharCode(byte)).join('');
}

function fromQuotedWord(content: string): string {
  return content
    .replaceAll('_', ' ')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function textOf(word: Word | null): string {
  return word === null ? '' : decodeCharset(fromByteText(word.bytes.join('')), word.charset);
}

function plainText(value: string): string {
  return isAscii(value) ? value : decodeCharset(fromByteText(value), undefined);
}
