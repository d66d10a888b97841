/** Types in words that people read: `array of objects {id, name, …}`. */
import type { ObjectType, SimpleKind, Type } from './type.ts';

const WORDS: Readonly<Record<SimpleKind, readonly [one: string, many: string]>> = {
  any: ['any value', 'any values'],
  never: ['nothing', 'nothing'],
  null: ['NULL', 'NULLs'],
  boolean: ['boolean', 'booleans'],
  integer: ['whole number', 'whole numbers'],
  number: ['number', 'numbers'],
  duration: ['duration', 'durations'],
  text: ['text', 'texts'],
  bytes: ['bytes', 'bytes'],
  lambda: ['lambda', 'lambdas'],
};

const MAX_KEYS = 5;
const MAX_NESTED = 4;

export function printType(type: Type): string {
  return print(type, false, 0);
}

function print(type: Type, many: boolean, depth: number): string {
  switch (type.kind) {
    case 'array': {
      const word = many ? 'arrays' : 'array';
      if (type.item.kind === 'never') return `empty ${word}`;
      if (type.item.kind === 'any' || depth >= MAX_NESTED) return word;
      const item = print(type.item, true, depth + 1);
      return `${word} of ${type.item.kind === 'union' ? `(${item})` : item}`;
    }
    case 'object':
      return `${many ? 'objects' : 'object'}${printKeys(type)}`;
    case 'union':
      return type.members.map((member) => print(member, many, depth + 1)).join(' or ');
    default:
      return WORDS[type.kind][many ? 1 : 0];
  }
}

function printKeys({ keys, rest }: ObjectType): string {
  if (keys.size === 0) return rest === null ? ' {}' : '';
  const shown: string[] = [];
  for (const key of keys.keys()) {
    if (shown.length === MAX_KEYS) break;
    shown.push(key.length > 30 ? `${key.slice(0, 29)}…` : key);
  }
  const more = keys.size > MAX_KEYS || rest !== null ? ', …' : '';
  return ` {${shown.join(', ')}${more}}`;
}
