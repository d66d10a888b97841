/** What a value is, in the words of messages and of `TYPE`. */
import { isFloat } from './json-number.ts';
import { Bytes, ExactNumber, isArrayValue, type Value } from './value.ts';

export type ValueKind = 'text' | 'number' | 'boolean' | 'NULL' | 'array' | 'object' | 'bytes';

export function kindOf(value: Value): ValueKind {
  if (value === null) return 'NULL';
  switch (typeof value) {
    case 'string':
      return 'text';
    case 'boolean':
      return 'boolean';
    case 'number':
      return 'number';
    default:
      if (value instanceof ExactNumber) return 'number';
      if (value instanceof Bytes) return 'bytes';
      return isArrayValue(value) ? 'array' : 'object';
  }
}

/** The documented name: `String`, `Integer`, `Float`, `Array`, `Hash`, `TrueClass`, `FalseClass`, `NilClass`. */
export function typeNameOf(value: Value): string {
  if (value === null) return 'NilClass';
  if (value === true) return 'TrueClass';
  if (value === false) return 'FalseClass';
  if (typeof value === 'number' || value instanceof ExactNumber) return isFloat(value) ? 'Float' : 'Integer';
  if (typeof value === 'string' || value instanceof Bytes) return 'String';
  return isArrayValue(value) ? 'Array' : 'Hash';
}
