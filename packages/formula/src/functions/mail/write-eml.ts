/** Writes a mail as EML_PARSE reads it: what a message that is attached to another becomes. */
import { toBase64 } from '../../value/base64.ts';
import { encodeUtf8 } from '../encoding/utf8.ts';
import type { FileContents } from '../file-object.ts';
import type { Mail } from './mail-object.ts';

/** These are written anew, from what is known. */
const ownHeaders: ReadonlySet<string> = new Set(['content-type', 'content-transfer-encoding', 'mime-version']);

export function writeEml(mail: Mail): string {
  const headers = mail.headers
    .filter(([name]) => !ownHeaders.has(name.toLowerCase()))
    .map(([name, value]) => `${name}: ${encodedWords(value)}`);
  const texts = [
    ...(mail.text === undefined ? [] : [textPart('text/plain', mail.text)]),
    ...(mail.html === undefined ? [] : [textPart('text/html', mail.html)]),
  ];
  const body = texts.length === 1 ? (texts[0] ?? '') : multipart('alternative', texts, '1');
  const all = mail.attachments.length === 0 ? body : multipart('mixed', [body, ...mail.attachments.map(filePart)], '0');
  return `${[...headers, 'MIME-Version: 1.0'].join('\r\n')}\r\n${all}`;
}

/** Everything inside is Base64, so no line of it can look like this boundary. */
function multipart(kind: string, parts: readonly string[], mark: string): string {
  const boundary = `=_part_${mark}`;
  const pieces = parts.map((part) => `--${boundary}\r\n${part}\r\n`);
  return `Content-Type: multipart/${kind}; boundary="${boundary}"\r\n\r\n${pieces.join('')}--${boundary}--\r\n`;
}

function textPart(type: string, text: string): string {
  return part([`Content-Type: ${type}; charset=utf-8`], encodeUtf8(text));
}

function filePart({ filename, contentType, data }: FileContents): string {
  const type = contentType.replace(/[\r\n;]+/g, ' ');
  return part(
    [`Content-Type: ${type}`, `Content-Disposition: attachment; filename*=utf-8''${percent(filename)}`],
    data,
  );
}

function part(headers: readonly string[], data: Uint8Array): string {
  const wrapped = toBase64(data).replace(/.{1,76}/g, '$&\r\n');
  return [...headers, 'Content-Transfer-Encoding: base64', '', wrapped].join('\r\n');
}

function encodedWords(value: string): string {
  if (/^[\x20-\x7e]*$/.test(value)) return value;
  const words = value.match(/[\s\S]{1,12}/gu) ?? [];
  return words.map((word) => `=?utf-8?B?${toBase64(encodeUtf8(word))}?=`).join('\r\n ');
}

function percent(text: string): string {
  return Array.from(encodeUtf8(text), (byte) => `%${byte.toString(16).padStart(2, '0').toUpperCase()}`).join('');
}
