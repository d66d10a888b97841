/**
 * Where formulas lie in an option's text, for highlighting. Only finds their limits; whether a formula is right is the
 * language's question.
 */
export interface TextPart {
  /** `formula`: evaluated when the action runs. `liquid`: the same in the older notation. */
  readonly kind: 'text' | 'formula' | 'liquid';
  readonly text: string;
}

const openers = [
  { open: '<<', close: '>>', kind: 'formula' },
  { open: '<%', close: '%>', kind: 'formula' },
  { open: '{{', close: '}}', kind: 'liquid' },
  { open: '{%', close: '%}', kind: 'liquid' },
] as const;

/** A text that starts with `=` is one formula; elsewhere pills and tags are looked for. */
export function formulaParts(text: string): TextPart[] {
  if (text.startsWith('=')) return [{ kind: 'formula', text }];
  const parts: TextPart[] = [];
  let plainFrom = 0;
  let at = 0;
  while (at < text.length) {
    const opener = openers.find(({ open }) => text.startsWith(open, at));
    const end = opener === undefined ? -1 : findClose(text, at + 2, opener.close);
    if (opener === undefined || end === -1) {
      at += 1;
      continue;
    }
    if (at > plainFrom) parts.push({ kind: 'text', text: text.slice(plainFrom, at) });
    parts.push({ kind: opener.kind, text: text.slice(at, end) });
    plainFrom = end;
    at = end;
  }
  if (plainFrom < text.length) parts.push({ kind: 'text', text: text.slice(plainFrom) });
  return parts;
}

/** The place behind the closing mark that lies outside quotes; -1 when there is none. */
function findClose(text: string, from: number, close: string): number {
  let quote = '';
  for (let at = from; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quote !== '') {
      if (character === '\\') at += 1;
      else if (character === quote) quote = '';
    } else if (character === '"' || character === "'") {
      quote = character;
    } else if (text.startsWith(close, at)) {
      return at + close.length;
    }
  }
  return -1;
}
