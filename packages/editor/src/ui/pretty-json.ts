import { entriesOf, isArrayValue, isObjectValue, stringifyJson, type Value } from '@fabula/formula';

const lineLength = 50;

/** JSON to read and to edit: indented, but what is short stays on one line. Digits and the order of keys are kept. */
export function prettyJson(value: Value, indent = ''): string {
  const flat = oneLine(value);
  if (flat.length + indent.length <= lineLength) return flat;
  const inner = `${indent}  `;
  if (isArrayValue(value) && value.length > 0) {
    return `[\n${value.map((item) => inner + prettyJson(item, inner)).join(',\n')}\n${indent}]`;
  }
  if (isObjectValue(value)) {
    const members = entriesOf(value).map(([key, item]) => `${inner}${stringifyJson(key)}: ${prettyJson(item, inner)}`);
    if (members.length > 0) return `{\n${members.join(',\n')}\n${indent}}`;
  }
  return flat;
}

function oneLine(value: Value): string {
  if (isArrayValue(value)) return `[${value.map(oneLine).join(', ')}]`;
  if (!isObjectValue(value)) return stringifyJson(value);
  const members = entriesOf(value).map(([key, item]) => `${stringifyJson(key)}: ${oneLine(item)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}
