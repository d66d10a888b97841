/** Reads Outlook messages (MS-OXMSG) into the same shape as e-mails. */
import { err, ok, type Result } from '../../result.ts';
import { contentTypeOf } from '../content-type.ts';
import type { CallContext } from '../definition.ts';
import { charsetOfCodePage, decodeCharset } from '../encoding/charsets.ts';
import { encodeUtf8 } from '../encoding/utf8.ts';
import type { FileContents } from '../file-object.ts';
import { toByteText } from './byte-text.ts';
import { readCompoundFile, type Storage } from './compound-file.ts';
import { decodeWords } from './encoded-words.ts';
import { headerDate, mailDate } from './mail-date.ts';
import { headerValue, readHeaders, unfolded } from './mail-headers.ts';
import type { Mail } from './mail-object.ts';
import { MsgProperties, property } from './msg-properties.ts';
import { mailAddresses } from './read-eml.ts';
import { readRtfBody } from './rtf-body.ts';
import { writeEml } from './write-eml.ts';

const maxNesting = 10;

/** `wholeHeaders`: headers of several lines are read whole, not only their first line. */
export function readMsg(data: Uint8Array, wholeHeaders: boolean, context: CallContext): Result<Mail, string> {
  const file = readCompoundFile(data);
  if (!file.ok) return file;
  if (!file.value.streams.has('__properties_version1.0')) return err('it holds no message');
  context.spend(Math.floor(data.length / 256));
  return ok(new MsgReader(wholeHeaders, context).message(file.value, 32, 0));
}

class MsgReader {
  readonly #wholeHeaders: boolean;
  readonly #context: CallContext;

  constructor(wholeHeaders: boolean, context: CallContext) {
    this.#wholeHeaders = wholeHeaders;
    this.#context = context;
  }

  /** `headerSize`: 32 for the file itself, 24 for a message inside another. */
  message(storage: Storage, headerSize: number, nesting: number): Mail {
    this.#context.spend(50);
    const properties = new MsgProperties(storage, headerSize);
    const transport = asByteText(properties.text(property.transportHeaders));
    const { fields } = readHeaders(transport, 0, transport.length);
    const header = (name: string) => headerValue(fields, name);
    const from = senderOf(properties) ?? mailAddresses(header('from') ?? '')[0] ?? properties.text(property.senderName);
    const date =
      properties.time(property.submitTime) ?? mailDate(header('date') ?? '') ?? properties.time(property.deliveryTime);
    const known = {
      from: from ?? null,
      to: this.#recipients(properties, 1, property.displayTo),
      cc: this.#recipients(properties, 2, property.displayCc),
      subject: properties.text(property.subject) ?? decodeWords(header('subject') ?? ''),
      date: date ?? null,
      messageId: (properties.text(property.messageId) ?? header('message-id'))?.replace(/^<|>$/g, '') ?? null,
    };
    const headers = fields.map(({ name, raw }) => [name, this.#headerText(raw)] as const);
    return {
      ...known,
      headers: headers.length > 0 ? headers : usualHeaders(known),
      ...bodiesOf(properties),
      attachments: this.#attachments(properties, nesting),
    };
  }

  #headerText(raw: string): string {
    const value = this.#wholeHeaders ? raw : (raw.trim().split(/\r\n?|\n/)[0] ?? '');
    return decodeWords(unfolded(value));
  }

  #recipients(properties: MsgProperties, type: number, display: number): string[] {
    const found: string[] = [];
    for (const storage of properties.parts('__recip_version1.0_')) {
      this.#context.spend(10);
      const recipient = new MsgProperties(storage, 8, properties.charset);
      if ((recipient.number(property.recipientType) ?? 1) !== type) continue;
      const address = addressOf(recipient, property.smtpAddress, property.address);
      const shown = address ?? recipient.text(property.displayName);
      if (shown !== undefined) found.push(shown);
    }
    return found.length > 0 ? found : mailAddresses(asByteText(properties.text(display)));
  }

  #attachments(properties: MsgProperties, nesting: number): FileContents[] {
    return properties.parts('__attach_version1.0_').flatMap((storage) => {
      this.#context.spend(10);
      const attachment = new MsgProperties(storage, 8, properties.charset);
      const names = [property.longFileName, property.shortFileName, property.displayName];
      const filename = names.map((name) => attachment.text(name)).find((name) => name !== undefined) ?? 'untitled';
      const inner = attachment.object(property.attachmentData);
      if (inner !== undefined) {
        // An object of another program has no properties of a message.
        if (nesting >= maxNesting || !inner.streams.has('__properties_version1.0')) return [];
        const eml = encodeUtf8(writeEml(this.message(inner, 24, nesting + 1)));
        this.#context.spend(Math.floor(eml.length / 256));
        return [{ filename: emlName(filename), contentType: 'message/rfc822', data: eml }];
      }
      const data = attachment.bytes(property.attachmentData);
      if (data === undefined) return [];
      const contentType = attachment.text(property.mimeType) ?? contentTypeOf(filename);
      return [{ filename, contentType, data }];
    });
  }
}

/** What reads headers wants one character a byte. */
function asByteText(text = ''): string {
  return toByteText(encodeUtf8(text));
}

function emlName(name: string): string {
  return /\.(?:eml|msg)$/i.test(name) ? name.replace(/\.msg$/i, '.eml') : `${name}.eml`;
}

function senderOf(properties: MsgProperties): string | undefined {
  return (
    addressOf(properties, property.senderSmtpAddress, property.senderAddress) ??
    addressOf(properties, property.representingSmtpAddress, property.representingAddress)
  );
}

/** Inside an organization the usual address is a name of its directory, such as `/O=EXAMPLE/…`. */
function addressOf(properties: MsgProperties, smtp: number, usual: number): string | undefined {
  return [properties.text(smtp), properties.text(usual)].find((address) => address?.includes('@') === true);
}

function bodiesOf(properties: MsgProperties): Pick<Mail, 'html' | 'text'> {
  const html = htmlOf(properties);
  const text = properties.text(property.text);
  const rtf = html === undefined ? properties.bytes(property.rtf) : undefined;
  const body = rtf === undefined ? undefined : readRtfBody(rtf);
  return {
    html: lines(html ?? (body?.kind === 'html' ? body.text : undefined)),
    text: lines(text ?? (body?.kind === 'text' ? body.text : undefined)),
  };
}

function htmlOf(properties: MsgProperties): string | undefined {
  const bytes = properties.bytes(property.html);
  if (bytes === undefined) return properties.text(property.html);
  if (bytes.length === 0) return undefined;
  const codePage = properties.number(property.internetCodePage);
  // Without a code page the HTML says itself what it is written in.
  const named = /<meta[^>]{1,200}charset\s{0,5}=\s{0,5}["']?([\w.:-]{1,40})/i.exec(
    toByteText(bytes.subarray(0, 2_048)),
  )?.[1];
  return decodeCharset(bytes, (codePage === undefined ? undefined : charsetOfCodePage(codePage)) ?? named).replace(
    /\0+$/,
    '',
  );
}

function lines(text: string | undefined): string | undefined {
  return text?.replace(/\r\n?/g, '\n');
}

/** A message that never travelled has no headers; these say what is known. */
function usualHeaders(mail: Omit<Mail, 'headers' | 'html' | 'text' | 'attachments'>): Mail['headers'] {
  const headers: readonly (readonly [string, string | null])[] = [
    ['Date', mail.date === null ? null : headerDate(mail.date)],
    ['From', mail.from],
    ['To', mail.to.length === 0 ? null : mail.to.join(', ')],
    ['Cc', mail.cc.length === 0 ? null : mail.cc.join(', ')],
    ['Subject', mail.subject],
    ['Message-ID', mail.messageId],
  ];
  return headers.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
}
