import { ExactNumber, entriesOf, isArrayValue, isObjectValue, stringifyJson, type Value } from '@fabula/formula';
import { type ReactNode, useState } from 'react';
import { childCount, clipText } from './json-rows.ts';

const textAtFirst = 400;
const textAtOnce = 20_000;
const previewLength = 64;

interface JsonScalarProps {
  readonly value: Value;
  readonly renderText: ((text: string) => ReactNode) | undefined;
}

/** A value without children, in the colour of its type. */
export function JsonScalar({ value, renderText }: JsonScalarProps) {
  if (typeof value === 'string') return <JsonText text={value} renderText={renderText} />;
  return <span className={colourOf(value)}>{stringifyJson(value)}</span>;
}

function colourOf(value: Value): string {
  if (typeof value === 'number' || value instanceof ExactNumber) return 'text-json-number';
  if (typeof value === 'boolean' || value === null) return 'text-json-word';
  return 'text-ink-faint';
}

function JsonText({ text, renderText }: { text: string; renderText: ((text: string) => ReactNode) | undefined }) {
  const [length, setLength] = useState(textAtFirst);
  const shown = clipText(text, length);
  const rest = text.length - shown.length;
  return (
    <>
      {renderText === undefined ? (
        <span className="text-json-text">{rest > 0 ? stringifyJson(shown).slice(0, -1) : stringifyJson(shown)}</span>
      ) : (
        renderText(shown)
      )}
      {rest > 0 && (
        <button
          type="button"
          className="ml-1 rounded px-1 font-sans text-accent hover:bg-hover"
          onClick={() => setLength(length + textAtOnce)}
        >
          … show {Math.min(rest, textAtOnce).toLocaleString('en')} more characters
        </button>
      )}
    </>
  );
}

/** What a closed container holds, in one line; only its size when it is open. */
export function JsonPreview({ value, isOpen }: { readonly value: Value; readonly isOpen: boolean }) {
  if (!isArrayValue(value) && !isObjectValue(value)) return null;
  const count = childCount(value);
  const size = isArrayValue(value) ? `[${count}]` : `{${count}}`;
  return (
    <>
      <span className="text-ink-faint">{size}</span>
      {!isOpen && <span className="ml-2 text-ink-faint">{preview(value)}</span>}
    </>
  );
}

function preview(value: Value): string {
  const parts: string[] = [];
  let length = 0;
  const children = isArrayValue(value)
    ? value.slice(0, 8).map((each) => brief(each))
    : isObjectValue(value)
      ? entriesOf(value)
          .slice(0, 8)
          .map(([key, each]) => `${key}: ${brief(each)}`)
      : [];
  for (const child of children) {
    length += child.length + 2;
    if (length > previewLength) {
      parts.push('…');
      break;
    }
    parts.push(child);
  }
  return parts.join(', ');
}

function brief(value: Value): string {
  if (isArrayValue(value)) return value.length === 0 ? '[]' : '[…]';
  if (isObjectValue(value)) return childCount(value) === 0 ? '{}' : '{…}';
  if (typeof value === 'string') return stringifyJson(value.length > 24 ? `${clipText(value, 24)}…` : value);
  return stringifyJson(value);
}
