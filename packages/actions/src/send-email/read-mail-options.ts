/** The options of Send Email → the mail. Throws an OptionFailure. */
import type { MailAttachment, OptionReader, OutgoingMail } from '@fabula/engine';
import { entriesOf, getKey, isArrayValue, isObjectValue, type ObjectValue, toText, type Value } from '@fabula/formula';
import { addressParser } from 'postal-mime';
import { invalidOption } from '../options/invalid-option.ts';
import * as field from './fields.ts';
import { toBodies } from './mail-body.ts';

/** Recipients, copies included. */
export const maxRecipients = 500;
/** Bytes of all attachments: base64 makes them a third larger, and few servers take more than 50 MB. */
export const maxAttachmentBytes = 35_000_000;

const ownHeaders: ReadonlySet<string> = new Set([
  ...['from', 'sender', 'to', 'cc', 'bcc', 'reply-to', 'subject', 'date', 'mime-version', 'return-path'],
  ...['resent-from', 'resent-to', 'resent-cc', 'resent-bcc', 'dkim-signature', 'received'],
]);

export function readMailOptions(reader: OptionReader): OutgoingMail {
  const to = addressesOf(field.recipients.read(reader), 'recipients');
  const cc = addressesOf(field.cc.read(reader), 'cc');
  const bcc = addressesOf(field.bcc.read(reader), 'bcc');
  if (to.length + cc.length + bcc.length === 0) throw invalidOption('recipients', 'must be given');
  if (to.length + cc.length + bcc.length > maxRecipients)
    throw invalidOption('recipients', `must be at most ${maxRecipients} together with cc and bcc`);
  const headers = readHeaders(field.headers.read(reader));
  const senderAddress = field.senderAddress.read(reader).trim();
  if (senderAddress !== '') addressesOf([senderAddress], 'sender_address');
  return {
    from: {
      name: orNull(oneLine(field.senderName.read(reader))),
      address: orNull(senderAddress),
    },
    to,
    cc,
    bcc,
    replyTo: addressesOf(field.replyTo.read(reader), 'reply_to'),
    subject: oneLine(field.subject.read(reader)),
    ...toBodies(field.body.read(reader), field.advancedHtml.read(reader)),
    headers: headers.filter(([name]) => name.toLowerCase() !== 'message-id'),
    attachments: readAttachments(field.attachments.read(reader)),
    messageId: headers.find(([name]) => name.toLowerCase() === 'message-id')?.[1] ?? null,
    server: orNull(field.smtpUrl.read(reader).trim()),
  };
}

/**
 * What was a text was split at its commas, those in quoted names included: put together again it is read as mail programs
 * read it.
 */
function addressesOf(values: readonly Value[], key: string): readonly string[] {
  const text = values
    .map((value) => toText(value).trim())
    .filter((value) => value !== '')
    .join(', ');
  if (/[\r\n\0]/.test(text)) throw invalidOption(key, 'must have no line breaks; separate addresses by commas');
  return addressParser(text, { flatten: true }).map(({ name, address = '' }) => {
    if (!/^[^\s@<>,;:"\p{Cc}]+@[^\s@<>,;:"\p{Cc}]+$/u.test(address))
      throw invalidOption(key, `must be e-mail addresses; this is none: ${oneLine(address || name)}`);
    return name === '' ? address : `"${oneLine(name).replaceAll(/["\\]/g, ' ').trim()}" <${address}>`;
  });
}

function readHeaders(given: ObjectValue | undefined): readonly (readonly [string, string])[] {
  return (given === undefined ? [] : entriesOf(given)).flatMap(([name, value]) => {
    const key = name.trim();
    if (!/^[\x21-\x39\x3b-\x7e]{1,100}$/.test(key))
      throw invalidOption('headers', `has a name that is not allowed: ${name}`);
    if (ownHeaders.has(key.toLowerCase()) || /^content-/i.test(key))
      throw invalidOption('headers', `must not have ${key}: other options, or Fabula, make it`);
    return (isArrayValue(value) ? value : [value]).map((item) => {
      const text = toText(item).trim();
      if (/[\r\n\0]/.test(text)) throw invalidOption(`headers.${key}`, 'must be a single line');
      return [key, text] as const;
    });
  });
}

function readAttachments(values: readonly Value[]): readonly MailAttachment[] {
  const files = values.filter((value) => value !== null && value !== '').map(readAttachment);
  if (files.reduce((sum, { content }) => sum + content.length, 0) > maxAttachmentBytes)
    throw invalidOption('attachments', `must have at most ${maxAttachmentBytes / 1e6} MB in all`);
  return files;
}

function readAttachment(value: Value, position: number): MailAttachment {
  const key = `attachments.${position}`;
  if (!isObjectValue(value)) throw invalidOption(key, 'must be an object with filename and contents');
  const textAt = (name: string): string | undefined => {
    const found = getKey(value, name);
    return found === undefined || found === null ? undefined : toText(found);
  };
  const filename = textAt('filename');
  const encoded = textAt('base64encodedcontents') ?? textAt('base64_encoded_contents');
  const contents = textAt('contents');
  const type = textAt('content_type') ?? textAt('type');
  // A file object has a name in place of a filename, and its contents are base64.
  const base64 = encoded ?? (filename === undefined ? contents : undefined);
  if (base64 === undefined && contents === undefined)
    throw invalidOption(key, 'must have contents, or base64encodedcontents');
  return {
    filename: oneLine(filename ?? textAt('name') ?? '') || `attachment-${position + 1}`,
    content: base64 === undefined ? new TextEncoder().encode(contents) : fromBase64(base64, key),
    type: type === undefined || !/^[\w.+-]+\/[\w.+-]+(;.*)?$/.test(type) ? null : oneLine(type),
  };
}

function fromBase64(text: string, key: string): Uint8Array {
  const bare = text.replaceAll(/\s/g, '');
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(bare)) throw invalidOption(key, 'must have its contents as base64');
  return Buffer.from(bare, 'base64');
}

function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}

function orNull(text: string): string | null {
  return text === '' ? null : text;
}
