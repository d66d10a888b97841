/** What a reader of a mail sees: its texts, and what is attached. */

import { decodeCharset } from '../encoding/charsets.ts';
import type { FileContents } from '../file-object.ts';
import { isAscii } from './byte-text.ts';
import { decodeWords } from './encoded-words.ts';
import { parseParameters } from './header-parameters.ts';
import { headerValue, readHeaders } from './mail-headers.ts';
import type { MailPart } from './mail-part.ts';
import { unwrap } from './transfer-encoding.ts';

export interface MailContent {
  /** `undefined`: there is no such part. */
  readonly html: string | undefined;
  readonly text: string | undefined;
  readonly attachments: readonly FileContents[];
}

/** `isText`: the mail came as text, so bytes above 127 are UTF-8 whatever its headers say. */
export function contentOf(root: MailPart, isText: boolean): MailContent {
  const html: string[] = [];
  const text: string[] = [];
  const attachments: FileContents[] = [];
  const visit = (part: MailPart): void => {
    if (part.parts.length > 0) {
      for (const inner of part.parts) visit(inner);
      return;
    }
    // A multipart without parts has nothing to show but itself.
    const type = part.type.value.startsWith('multipart/') ? 'text/plain' : part.type.value;
    const isShown = type === 'text/html' || type === 'text/plain' || !type.includes('/');
    if (isShown && !isAttachment(part)) (type === 'text/html' ? html : text).push(textOf(part, isText));
    else attachments.push(fileOf(part, type));
  };
  visit(root);
  return { html: joined(html), text: joined(text), attachments };
}

/** Several texts, as where a mail goes on below a picture, follow each other. */
function joined(texts: readonly string[]): string | undefined {
  return texts.length === 0 ? undefined : texts.join(texts.length > 1 ? '\n' : '');
}

function isAttachment(part: MailPart): boolean {
  const disposition = parseParameters(headerValue(part.fields, 'content-disposition') ?? '');
  // What has a name is a file, also where it is to be shown between the texts.
  return disposition.value === 'attachment' || nameOf(part) !== undefined;
}

function textOf(part: MailPart, isText: boolean): string {
  const encoding = encodingOf(part);
  const isBare = !/base64|quoted-printable/i.test(encoding);
  const charset = isText && isBare && !isAscii(part.body) ? 'utf-8' : part.type.parameters.get('charset');
  return decodeCharset(unwrap(part.body, encoding), charset).replace(/\r\n?/g, '\n');
}

function encodingOf(part: MailPart): string {
  return (headerValue(part.fields, 'content-transfer-encoding') ?? '').replace(/[;\s(].*$/s, '');
}

function fileOf(part: MailPart, type: string): FileContents {
  const data = unwrap(part.body, encodingOf(part));
  return { filename: nameOf(part) ?? usualName(part, type), contentType: type, data };
}

function nameOf(part: MailPart): string | undefined {
  const disposition = parseParameters(headerValue(part.fields, 'content-disposition') ?? '');
  const name = disposition.parameters.get('filename') ?? part.type.parameters.get('name');
  return name === undefined || name.trim() === '' ? undefined : name;
}

/** A forwarded mail is named after its subject. */
function usualName(part: MailPart, type: string): string {
  if (type !== 'message/rfc822') return type === 'text/calendar' ? 'invite.ics' : 'untitled';
  const subject = headerValue(readHeaders(part.body, 0, part.body.length).fields, 'subject');
  const words =
    subject === undefined
      ? ''
      : decodeWords(subject)
          .replace(/[\\/:*?"<>|\p{Cc}]+/gu, '_')
          .trim();
  return `${words === '' ? 'untitled' : words.slice(0, 120)}.eml`;
}
