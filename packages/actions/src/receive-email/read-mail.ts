/** A mail as it came → what an event shows of it. Broken mails give what can be read of them. */
import { createHash } from 'node:crypto';
import { makeObject, type ObjectValue, type Value } from '@fabula/formula';
import PostalMime, { type Address, type Attachment, addressParser, decodeWords, type Email } from 'postal-mime';
import { htmlToText } from '../mail-text/html-to-text.ts';

export interface Mail {
  /** Without angle brackets; empty: it has none. */
  readonly messageId: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** What is in every event, headers apart. */
  readonly parts: ObjectValue;
  readonly fileNames: readonly string[];
  /** A sentence about what is wrong with it; null: nothing. */
  readonly fault: string | null;
}

/** Of a mail that cannot be read at all, as much of its source is shown. */
const shownOfBroken = 100_000;

/** `isWhole` false: the source is the beginning of a larger mail, and its attachments are left out. */
export async function readMail(source: Uint8Array, isWhole = true): Promise<Mail> {
  try {
    const email = await PostalMime.parse(source, {
      rfc822Attachments: true,
      forceRfc822Attachments: true,
      attachmentEncoding: 'arraybuffer',
    });
    return toMail(email, isWhole);
  } catch (error) {
    return brokenMail(source, error instanceof Error ? error.message : String(error));
  }
}

function toMail(email: Email, isWhole: boolean): Mail {
  const [from] = mailboxesOf(email.from === undefined ? [] : [email.from]);
  const attachments = isWhole ? email.attachments.map(toAttachment) : [];
  const messageId = (email.messageId ?? '').trim().replace(/^<|>$/g, '');
  return {
    messageId,
    headers: email.headers.map(({ key, value }) => [key, decodeWords(value)] as const),
    parts: makeObject([
      ['message_id', messageId],
      ['from', from?.address ?? ''],
      ['from_name', from?.name ?? ''],
      ['to', addressesOf(email.to)],
      ['cc', addressesOf(email.cc)],
      ['reply_to', addressesOf(email.replyTo)],
      ['subject', email.subject ?? ''],
      ['date', dateOf(email.date)],
      ['body', email.text ?? (email.html === undefined ? '' : htmlToText(email.html))],
      ['html', email.html ?? null],
      ['attachments', attachments.map(({ value }) => value)],
      ...(isWhole ? [] : ([['truncated', true]] as const)),
    ]),
    fileNames: attachments.map(({ name }) => name),
    fault: null,
  };
}

function brokenMail(source: Uint8Array, reason: string): Mail {
  const text = new TextDecoder('utf-8').decode(source.subarray(0, shownOfBroken));
  const header = (name: string): string => new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(text)?.[1]?.trim() ?? '';
  const messageId = header('message-id').replace(/^<|>$/g, '');
  const [from] = mailboxesOf(addressParser(header('from')));
  return {
    messageId,
    headers: [],
    parts: makeObject([
      ['message_id', messageId],
      ['from', from?.address ?? ''],
      ['from_name', from?.name ?? ''],
      ['to', []],
      ['cc', []],
      ['reply_to', []],
      ['subject', decodeWords(header('subject'))],
      ['date', dateOf(header('date'))],
      ['body', text],
      ['html', null],
      ['attachments', []],
      ['truncated', true],
    ]),
    fileNames: [],
    fault: `it cannot be read as a mail (${reason}); its body is the beginning of what came`,
  };
}

/** The headers for an event: lower case with underscores, a list where a header comes more than once. */
export function headersOf({ headers }: Mail): ObjectValue {
  const byName = new Map<string, string[]>();
  for (const [name, value] of headers) {
    const key = name.toLowerCase().replaceAll('-', '_');
    byName.set(key, [...(byName.get(key) ?? []), value]);
  }
  return makeObject(
    [...byName].map(([key, values]) => [key, values.length === 1 ? (values[0] ?? '') : values] as const),
  );
}

function toAttachment(attachment: Attachment, position: number): { readonly name: string; readonly value: Value } {
  const { content, mimeType, filename, contentId, disposition } = attachment;
  const bytes =
    typeof content === 'string'
      ? Buffer.from(content)
      : content instanceof Uint8Array
        ? Buffer.from(content.buffer, content.byteOffset, content.byteLength)
        : Buffer.from(content);
  const name =
    filename ?? (mimeType === 'message/rfc822' ? `message-${position + 1}.eml` : `attachment-${position + 1}`);
  const hash = (kind: string): string => createHash(kind).update(bytes).digest('hex');
  return {
    name,
    value: makeObject([
      ['filename', name],
      ['type', mimeType],
      ['size', bytes.length],
      ['md5', hash('md5')],
      ['sha256', hash('sha256')],
      ['base64encodedcontents', bytes.toString('base64')],
      ['disposition', disposition ?? 'attachment'],
      ['content_id', (contentId ?? '').replace(/^<|>$/g, '')],
    ]),
  };
}

function addressesOf(addresses: readonly Address[] | undefined): readonly string[] {
  return mailboxesOf(addresses ?? []).map(({ address }) => address);
}

/** Groups (`team: a@x, b@x;`) are their members. */
function mailboxesOf(addresses: readonly Address[]): { readonly name: string; readonly address: string }[] {
  return addresses
    .flatMap((each) => (each.group === undefined ? [each] : each.group))
    .map((each) => ({
      name: each.name,
      address: each.address ?? '',
    }));
}

/** ISO 8601 in UTC; a date that nobody understands stays as it was written. */
function dateOf(text: string | undefined): string {
  const moment = Date.parse(text ?? '');
  return Number.isNaN(moment) ? (text ?? '') : new Date(moment).toISOString();
}
