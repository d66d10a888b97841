/** Pictures for the model: file objects, addresses and data URLs become what both dialects can write. */
import { getKey, isArrayValue, isObjectValue, toText, type Value } from '@fabula/formula';
import { isGiven } from '@fabula/model';
import { invalidOption } from '../options/invalid-option.ts';
import type { Picture } from './dialects/dialect.ts';

export function readPictures(value: Value | undefined): readonly Picture[] {
  if (!isGiven(value)) return [];
  return (isArrayValue(value) ? value : [value]).filter(isGiven).map(pictureOf);
}

function pictureOf(value: Value): Picture {
  if (isObjectValue(value)) {
    const contents = getKey(value, 'contents');
    if (typeof contents !== 'string') throw invalidOption('images', 'must be file objects with contents, or addresses');
    return { kind: 'data', mediaType: toText(getKey(value, 'type') ?? 'image/png'), base64: contents };
  }
  const text = toText(value).trim();
  const data = /^data:([^;,]+);base64,(.+)$/s.exec(text);
  if (data !== null) return { kind: 'data', mediaType: data[1] ?? '', base64: data[2] ?? '' };
  if (/^https?:\/\//i.test(text)) return { kind: 'url', url: text };
  throw invalidOption('images', 'must be file objects with contents, or addresses');
}
