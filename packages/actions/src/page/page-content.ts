/**
 * What a page shows, as stories store it (`pages[]`, story-export.md section 6), put in order; formulas are unread.
 *
 * Of the types of element only a few were seen in exports; the names of the others, the shape of conditions and the keys of
 * charts are unconfirmed. Each is read under every name that seems likely.
 */
import type { OptionReader } from '@fabula/engine';
import {
  getKey,
  isArrayValue,
  isObjectValue,
  makeObject,
  type ObjectValue,
  slugOf,
  toNative,
  toNumber,
  toText,
} from '@fabula/formula';
import { jsonFromText } from '@fabula/model';
import { fields } from './fields.ts';

const kinds = {
  TITLE: 'title',
  HEADING: 'title',
  PARAGRAPH: 'text',
  TEXT: 'text',
  RICH_TEXT: 'text',
  SHORT_TEXT: 'short_text',
  LONG_TEXT: 'long_text',
  EMAIL: 'email',
  URL: 'url',
  NUMBER: 'number',
  SLIDER: 'slider',
  RANGE: 'slider',
  BOOLEAN: 'boolean',
  CHECKBOX: 'boolean',
  OPTION: 'option',
  SELECT: 'option',
  DATE: 'date',
  TIME: 'date',
  DATETIME: 'date',
  DATE_TIME: 'date',
  DATE_OR_TIME: 'date',
  FILE: 'file',
  FILE_UPLOAD: 'file',
  PASSWORD: 'password',
  BUTTON: 'button',
  TABLE: 'table',
  GRAPH: 'chart',
  CHART: 'chart',
  IMAGE: 'image',
} as const;

export type ElementKind = (typeof kinds)[keyof typeof kinds];

export interface StoredElement {
  readonly guid: string;
  readonly kind: ElementKind;
  /** Of the type's name: `DATE` and `TIME` are dates of one kind. */
  readonly type: string;
  readonly name: string;
  readonly slug: string;
  readonly stored: ObjectValue;
}

export interface StoredContainer {
  readonly guid: string;
  readonly slug: string;
  readonly stored: ObjectValue;
  readonly elements: readonly StoredElement[];
}

export interface PageContent {
  readonly stored: ObjectValue;
  readonly containers: readonly StoredContainer[];
  /** Conditions of the page as a whole; each names what it is about. */
  readonly conditions: readonly ObjectValue[];
}

const EMPTY: ObjectValue = makeObject([]);

/** The contents from the story; else from the option `fields`; else none. */
export function readPageContent(page: ObjectValue | null, reader: OptionReader): PageContent {
  if (page !== null) return arrange(page);
  const given = reader.raw(fields.key);
  const stored = typeof given === 'string' ? jsonFromText(given) : given;
  if (stored === undefined || stored === null) return arrange(EMPTY);
  if (isArrayValue(stored)) return arrange(makeObject([['fields', stored]]));
  return arrange(isObjectValue(stored) ? stored : EMPTY);
}

function arrange(stored: ObjectValue): PageContent {
  const elements = byRanking(objectsAt(stored, 'fields')).flatMap(readElement);
  const containers = byRanking(objectsAt(stored, 'containers')).map((container, index) => {
    const guid = textAt(container, 'guid') ?? `container-${index}`;
    return {
      guid,
      slug: slugOf(textAt(container, 'name') ?? '') || `container_${index + 1}`,
      stored: container,
      elements: elements.filter((element) => textAt(element.stored, 'container_guid') === guid),
    };
  });
  const placed = new Set(containers.flatMap((container) => container.elements));
  const loose = elements.filter((element) => !placed.has(element));
  return {
    stored,
    containers:
      loose.length === 0
        ? containers
        : [...containers, { guid: 'loose', slug: 'page', stored: EMPTY, elements: loose }],
    conditions: objectsAt(stored, 'conditions'),
  };
}

/** An element of an unknown type is shown as its text, if it has one. */
function readElement(stored: ObjectValue, index: number): StoredElement[] {
  const type = (textAt(stored, 'type') ?? '').trim().toUpperCase();
  const known = Object.hasOwn(kinds, type) ? kinds[type as keyof typeof kinds] : undefined;
  const kind = known ?? (typeof getKey(stored, 'content') === 'string' ? 'text' : null);
  if (kind === null) return [];
  const name = textAt(stored, 'name')?.trim() ?? '';
  const slug = slugOf(name) || `${kind}_${index + 1}`;
  return [{ guid: textAt(stored, 'guid') ?? slug, kind, type, name, slug, stored }];
}

/** Those without a ranking keep their places. */
function byRanking(items: readonly ObjectValue[]): readonly ObjectValue[] {
  const rank = (item: ObjectValue): number => numberAt(item, 'ranking') ?? 0;
  return [...items].sort((one, other) => rank(one) - rank(other));
}

export function objectsAt(object: ObjectValue, key: string): readonly ObjectValue[] {
  const list = getKey(object, key);
  return isArrayValue(list) ? list.filter(isObjectValue) : [];
}

export function textAt(object: ObjectValue, key: string): string | null {
  const value = getKey(object, key);
  return typeof value === 'string' ? value : null;
}

export function numberAt(object: ObjectValue, ...keys: readonly string[]): number | null {
  for (const key of keys) {
    const number = toNumber(getKey(object, key) ?? null);
    if (number !== undefined) return toNative(number);
  }
  return null;
}

/** Only `true` and its text are true. */
export function flagAt(object: ObjectValue, key: string): boolean {
  return toText(getKey(object, key) ?? null).toLowerCase() === 'true';
}

/** The first that is not blank. */
export function givenText(object: ObjectValue, ...keys: readonly string[]): string | null {
  for (const key of keys) {
    const text = toText(getKey(object, key) ?? null);
    if (text.trim() !== '') return text;
  }
  return null;
}
