/** The properties of an Outlook message (MS-OXMSG), by their numbers. */
import { charsetOfCodePage, decodeCharset } from '../encoding/charsets.ts';
import type { Storage } from './compound-file.ts';

export const property = {
  subject: 0x0037,
  submitTime: 0x0039,
  transportHeaders: 0x007d,
  representingAddress: 0x0065,
  recipientType: 0x0c15,
  senderName: 0x0c1a,
  senderAddress: 0x0c1f,
  displayCc: 0x0e03,
  displayTo: 0x0e04,
  deliveryTime: 0x0e06,
  text: 0x1000,
  rtf: 0x1009,
  html: 0x1013,
  messageId: 0x1035,
  displayName: 0x3001,
  address: 0x3003,
  smtpAddress: 0x39fe,
  attachmentData: 0x3701,
  shortFileName: 0x3704,
  longFileName: 0x3707,
  mimeType: 0x370e,
  internetCodePage: 0x3fde,
  messageCodePage: 0x3ffd,
  senderSmtpAddress: 0x5d01,
  representingSmtpAddress: 0x5d02,
} as const;

const typeUnicode = 0x001f;
const typeBytes = 0x0102;
const typeText = 0x001e;
const typeObject = 0x000d;

/** The properties of one message, recipient or attachment. */
export class MsgProperties {
  readonly storage: Storage;
  readonly #charset: string | undefined;
  /** The properties that fit into eight bytes: number and type, and the bytes. */
  readonly #fixed = new Map<number, DataView>();

  /** `headerSize`: what stands in front of the fixed properties; it differs between messages and their parts. */
  constructor(storage: Storage, headerSize: number, charset?: string) {
    this.storage = storage;
    const data = storage.streams.get('__properties_version1.0')?.() ?? new Uint8Array();
    for (let offset = headerSize; offset + 16 <= data.length; offset += 16) {
      const view = new DataView(data.buffer, data.byteOffset + offset, 16);
      this.#fixed.set(view.getUint32(0, true), view);
    }
    const codePage = this.number(property.messageCodePage);
    this.#charset = (codePage === undefined ? undefined : charsetOfCodePage(codePage)) ?? charset;
  }

  get charset(): string | undefined {
    return this.#charset;
  }

  bytes(number: number): Uint8Array | undefined {
    return this.#stream(number, typeBytes);
  }

  /** `undefined` where it is missing or empty. */
  text(number: number): string | undefined {
    const unicode = this.#stream(number, typeUnicode);
    const bytes = unicode ?? this.#stream(number, typeText);
    if (bytes === undefined) return undefined;
    const text = decodeCharset(bytes, unicode === undefined ? (this.#charset ?? 'windows-1252') : 'utf-16le');
    const clean = text.replace(/\0+$/, '');
    return clean === '' ? undefined : clean;
  }

  number(number: number): number | undefined {
    return this.#fixed.get(number * 0x1_0000 + 0x0003)?.getUint32(8, true);
  }

  /** An ISO time in UTC. */
  time(number: number): string | undefined {
    const view = this.#fixed.get(number * 0x1_0000 + 0x0040);
    if (view === undefined) return undefined;
    // Tenths of microseconds since 1601.
    const milliseconds = Number(view.getBigUint64(8, true) / 10_000n) - 11_644_473_600_000;
    const isDate = milliseconds > -8.64e15 && milliseconds < 253_402_300_800_000;
    return isDate ? new Date(milliseconds).toISOString().replace(/\.\d+Z$/, '+00:00') : undefined;
  }

  /** A message inside this one. */
  object(number: number): Storage | undefined {
    return this.storage.storages.get(streamName(number, typeObject));
  }

  /** The recipients or attachments, in their order. */
  parts(prefix: string): Storage[] {
    return [...this.storage.storages]
      .filter(([name]) => name.startsWith(prefix))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, storage]) => storage);
  }

  #stream(number: number, type: number): Uint8Array | undefined {
    return this.storage.streams.get(streamName(number, type))?.();
  }
}

function streamName(number: number, type: number): string {
  return `__substg1.0_${(number * 0x1_0000 + type).toString(16).toUpperCase().padStart(8, '0')}`;
}
