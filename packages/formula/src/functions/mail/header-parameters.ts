/** `text/plain; charset=utf-8; name*0="…"`: a value and its parameters, as RFC 2045 and RFC 2231 have them and as people send them. */

import { decodeCharset } from '../encoding/charsets.ts';
import { fromByteText } from './byte-text.ts';
import { decodeWords } from './encoded-words.ts';

export interface ParameterizedValue {
  /** In small letters. */
  readonly value: string;
  readonly parameters: ReadonlyMap<string, string>;
}

export function parseParameters(header: string): ParameterizedValue {
  const [value = '', ...pieces] = splitOutsideQuotes(header);
  const parameters = new Map<string, string>();
  const sections = new Map<string, Section[]>();
  for (const piece of pieces) {
    const equals = piece.indexOf('=');
    if (equals === -1) continue;
    const name = piece.slice(0, equals).trim().toLowerCase();
    const given = unquoted(piece.slice(equals + 1).trim());
    const section = /^([^*]+)\*(?:(\d{1,4})(\*)?)?$/.exec(name);
    if (section === null) {
      if (!parameters.has(name)) parameters.set(name, decodeWords(given));
      continue;
    }
    const [, base = '', number, star] = section;
    const list = sections.get(base) ?? [];
    list.push({ number: Number(number ?? 0), isEncoded: number === undefined || star !== undefined, text: given });
    sections.set(base, list);
  }
  // The form with a charset says more than the plain one beside it.
  for (const [name, list] of sections) parameters.set(name, joined(list));
  return { value: value.trim().toLowerCase(), parameters };
}

interface Section {
  readonly number: number;
  readonly isEncoded: boolean;
  readonly text: string;
}

function joined(sections: readonly Section[]): string {
  const ordered = sections.toSorted((a, b) => a.number - b.number);
  const [first] = ordered;
  const prefix = first?.isEncoded === true ? /^([^']*)'[^']*'/.exec(first.text) : null;
  const bytes = ordered
    .map(({ isEncoded, text }, index) => {
      const content = index === 0 && prefix !== null ? text.slice(prefix[0].length) : text;
      return isEncoded ? fromPercent(content) : content;
    })
    .join('');
  return prefix === null && first?.isEncoded !== true
    ? decodeWords(bytes)
    : decodeCharset(fromByteText(bytes), prefix?.[1]);
}

function fromPercent(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function splitOutsideQuotes(header: string): string[] {
  const pieces: string[] = [];
  let start = 0;
  let isQuoted = false;
  for (let position = 0; position < header.length; position++) {
    const character = header.charAt(position);
    if (character === '\\' && isQuoted) position++;
    else if (character === '"') isQuoted = !isQuoted;
    else if (character === ';' && !isQuoted) {
      pieces.push(header.slice(start, position));
      start = position + 1;
    }
  }
  pieces.push(header.slice(start));
  return pieces;
}

function unquoted(text: string): string {
  if (!text.startsWith('"')) return text;
  const inner = text.length > 1 && text.endsWith('"') ? text.slice(1, -1) : text.slice(1);
  return inner.replace(/\\([\s\S])/g, '$1');
}
