/**
 * Reads e-mails (RFC 5322, 2045, 2046, 2047, 2231), also those that break the rules.
 *
 * Our own, because evaluation is synchronous and no library would do: postal-mime, mailparser and emailjs answer later;
 * letterparser refuses the mails that people really get (a missing last boundary, a line that is no header) and reads
 * neither RFC 2231 nor addresses. What is general comes from libraries: the tables of charsets.
 */
import { err, ok, type Result } from '../../result.ts';
import type { CallContext } from '../definition.ts';
import { addressesOf } from './addresses.ts';
import { decodeWords } from './encoded-words.ts';
import { contentOf } from './mail-content.ts';
import { mailDate } from './mail-date.ts';
import { type HeaderField, headerValue, unfolded } from './mail-headers.ts';
import type { Mail } from './mail-object.ts';
import { readPart } from './mail-part.ts';

/** `source`: one character a byte. `isText`: it came as text, not as bytes. */
export function readEml(source: string, isText: boolean, context: CallContext): Result<Mail, string> {
  const root = readPart(withoutStart(source), context);
  const { fields } = root;
  if (fields.length === 0) return err('it has no header lines such as "From: ada@example.com"');
  const content = contentOf(root, isText);
  const value = (name: string) => headerValue(fields, name);
  const subject = value('subject');
  return ok({
    ...content,
    from: mailAddresses(value('from') ?? '')[0] ?? null,
    to: addressesIn(fields, 'to'),
    cc: addressesIn(fields, 'cc'),
    subject: subject === undefined ? null : decodeWords(subject),
    date: mailDate(value('date') ?? ''),
    messageId: value('message-id')?.replace(/^<|>$/g, '') ?? null,
    headers: fields.map(({ name, raw }) => [name, decodeWords(unfolded(raw))] as const),
  });
}

/** Empty lines and a byte order mark in front are no part of a mail. */
function withoutStart(source: string): string {
  return source.replace(/^(?:\xef\xbb\xbf|[\r\n \t]){1,100}/, '');
}

function addressesIn(fields: readonly HeaderField[], name: string): string[] {
  return fields.filter((field) => field.name.toLowerCase() === name).flatMap(({ raw }) => mailAddresses(unfolded(raw)));
}

/** Some mailers encode an address together with its name, which the rules forbid. */
export function mailAddresses(header: string): string[] {
  const plain = addressesOf(header);
  const isHidden = header.includes('=?') && !plain.some((address) => address.includes('@'));
  return (isHidden ? addressesOf(decodeWords(header)) : plain).map(decodeWords);
}
