/**
 * Writes YAML in blocks, as Ruby does: `---` first, items of a list under their key without indentation. Our own, because
 * the library quotes other texts than Ruby does (`yes`, `12:30`, `=`) and would write big numbers as doubles.
 */
import { isNumberValue, numberToText } from '../../value/number.ts';
import { entriesOf, isArrayValue, isObjectValue, type Value } from '../../value/value.ts';

export function writeYaml(value: Value, toText: (value: Value) => string): string {
  const lines: string[] = [];
  const inline = inlineForm(value, '', toText);
  if (inline !== undefined) return `---${inline === '' ? '' : ` ${inline}`}\n`;
  writeBlock(value, '', lines, toText);
  return `---\n${lines.join('\n')}\n`;
}

/** What stands on the line of its key or dash; `undefined`: it needs lines of its own. */
function inlineForm(value: Value, indent: string, toText: (value: Value) => string): string | undefined {
  if (value === null) return '';
  if (typeof value === 'boolean') return String(value);
  if (isNumberValue(value)) return numberToText(value);
  if (isArrayValue(value)) return value.length === 0 ? '[]' : undefined;
  if (isObjectValue(value)) return entriesOf(value).length === 0 ? '{}' : undefined;
  return textForm(toText(value), indent);
}

function writeBlock(value: Value, indent: string, lines: string[], toText: (value: Value) => string): void {
  if (isArrayValue(value)) {
    for (const item of value) {
      const inline = inlineForm(item, `${indent}  `, toText);
      if (inline !== undefined) lines.push(inline === '' ? `${indent}-` : `${indent}- ${inline}`);
      else {
        // The first line of a nested block stands behind the dash.
        const nested: string[] = [];
        writeBlock(item, `${indent}  `, nested, toText);
        const [first = '', ...others] = nested;
        lines.push(`${indent}- ${first.slice(indent.length + 2)}`, ...others);
      }
    }
  } else if (isObjectValue(value)) {
    for (const [key, item] of entriesOf(value)) {
      const name = `${indent}${textForm(key, indent, true)}:`;
      const inline = inlineForm(item, `${indent}  `, toText);
      lines.push(inline === undefined || inline === '' ? name : `${name} ${inline}`);
      if (inline === undefined) writeBlock(item, isArrayValue(item) ? indent : `${indent}  `, lines, toText);
    }
  }
}

/** Words and dates that a reader of YAML 1.1 would not take for text. */
const taken = /^(?:y|n|yes|no|on|off|true|false|null|~|<<|=|[-+]?\.(?:inf|nan)|\d{4}-\d\d?-\d\d?.*)$/i;
const numeric = /^[-+]?(?:[\d_.,]*\d[\d_.,]*(?:e[-+]?\d+)?|0[xob][\da-f_]+|\d[\d_:]*(?:\.\d*)?|\.+)$/i;
const plain = /^[\p{L}\p{N}_./\\(][^\p{Cc}\p{Cs}\u2028\u2029\ufeff]*$/u;

function textForm(text: string, indent: string, isKey = false): string {
  if (text === '') return "''";
  if (!isKey && isBlockText(text)) {
    const chomping = text.endsWith('\n') ? (text.endsWith('\n\n') ? '+' : '') : '-';
    const body = text.endsWith('\n') ? text.slice(0, -1) : text;
    return `|${chomping}\n${body.replace(/^(?=.)/gm, `${indent === '' ? '  ' : indent}`)}`;
  }
  const isPlain = plain.test(text) && !/: |:$| #|\s$/.test(text) && !taken.test(text) && !isNumeric(text);
  if (isPlain) return text;
  // Between single quotes there are no escapes.
  if (/[\p{Cc}\p{Cs}\u2028\u2029\ufeff]/u.test(text)) return JSON.stringify(text);
  return `'${text.replaceAll("'", "''")}'`;
}

/** Or might be: what is short and made of digits and signs, unless it has two points, as addresses and versions have. */
function isNumeric(text: string): boolean {
  const hasTwoPoints = text.indexOf('.') !== text.lastIndexOf('.');
  return !hasTwoPoints && (text.length > 100 ? /^[-+.\d]/.test(text) : numeric.test(text));
}

/** Several lines of ordinary characters, of which the first does not begin with a blank. */
function isBlockText(text: string): boolean {
  return /^[^\s][\s\S]*\n/.test(text) && !/[^\P{C}\n\t]|\u2028|\u2029/u.test(text) && !/[ \t]$/m.test(text);
}
