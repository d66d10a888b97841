/**
 * Writes XML as Ruby on Rails does: one indented element a key, hyphens for underscores, `type` on what is no text, an
 * array as an element that holds one element for each item.
 */
import { isFloat, isNumberValue } from '../../value/number.ts';
import { entriesOf, isArrayValue, isObjectValue, type ObjectValue, type Value } from '../../value/value.ts';

const elementName = /^[A-Za-z_:\u00c0-\uffff][\w:.\-\u00b7-\uffff]*$/;

/** `undefined`: a key is no name of an element. */
export function writeXml(object: ObjectValue, rootName: string, toText: (value: Value) => string): string | undefined {
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>'];
  return writeElement(rootName, object, '', lines, toText) ? `${lines.join('\n')}\n` : undefined;
}

function writeElement(
  key: string,
  value: Value,
  indent: string,
  lines: string[],
  toText: (value: Value) => string,
): boolean {
  const name = key.replaceAll('_', '-').replaceAll(' ', '-');
  if (!elementName.test(name)) return false;
  const isArray = isArrayValue(value);
  if (!isArray && (value === null || !isObjectValue(value))) {
    lines.push(indent + scalarElement(name, value, toText));
    return true;
  }
  const children: readonly (readonly [string, Value])[] = isArray
    ? value.map((item) => [singularOf(key), item] as const)
    : entriesOf(value);
  const opening = isArray ? `${name} type="array"` : name;
  if (isArray && children.length === 0) {
    lines.push(`${indent}<${opening}/>`);
    return true;
  }
  if (children.length === 0) {
    lines.push(`${indent}<${opening}>`, `${indent}</${name}>`);
    return true;
  }
  lines.push(`${indent}<${opening}>`);
  const isWritten = children.every(([child, item]) => writeElement(child, item, `${indent}  `, lines, toText));
  lines.push(`${indent}</${name}>`);
  return isWritten;
}

function scalarElement(name: string, value: Value, toText: (value: Value) => string): string {
  if (value === null) return `<${name} nil="true"/>`;
  const type =
    typeof value === 'boolean'
      ? ' type="boolean"'
      : isNumberValue(value)
        ? ` type="${isFloat(value) ? 'float' : 'integer'}"`
        : '';
  return `<${name}${type}>${escaped(toText(value))}</${name}>`;
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Control characters that XML cannot hold are left out. */
function escaped(text: string): string {
  return text
    .replace(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu, '')
    .replace(/[&<>]/g, (character) => escapes[character] ?? '');
}

/** The name of the items of `hosts` is `host`. */
function singularOf(name: string): string {
  if (/(?:ss|us|is)$/i.test(name) || !/s$/i.test(name) || name.length < 3) return name;
  if (/ies$/i.test(name)) return `${name.slice(0, -3)}y`;
  return /(?:x|ch|ss|sh)es$/i.test(name) ? name.slice(0, -2) : name.slice(0, -1);
}
