/** The body of a mail, as text and as HTML: readers choose what they can show. */
import { htmlToText } from '../mail-text/html-to-text.ts';

const anyTag = /<(?:[a-z][a-z0-9]*|\/[a-z]+|![a-z-])[^<>]*>/i;

export interface Bodies {
  readonly text: string;
  readonly html: string;
}

/** `isDocument`: the body is sent as it is written. */
export function toBodies(body: string, isDocument: boolean): Bodies {
  const isHtml = anyTag.test(body);
  const text = isHtml ? htmlToText(body) : body;
  if (isDocument) return { text, html: body };
  const html = isHtml ? body : escapeHtml(body).replaceAll(/\r?\n/g, '<br>\n');
  return { text, html: `<!doctype html>\n<html><head><meta charset="utf-8"></head><body>\n${html}\n</body></html>\n` };
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
