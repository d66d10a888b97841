/** The documented result of a function (`array of text`, `number or NULL`) as a type. */
import {
  ANY,
  arrayOf,
  BOOLEAN,
  BYTES,
  DURATION,
  joinAll,
  LAMBDA,
  NEVER,
  NULL,
  NUMBER,
  SOME_ARRAY,
  SOME_OBJECT,
  TEXT,
  type Type,
} from './type.ts';

const WORDS: ReadonlyMap<string, Type> = new Map([
  ['any', ANY],
  ['text', TEXT],
  ['texts', TEXT],
  ['number', NUMBER],
  ['numbers', NUMBER],
  ['duration', DURATION],
  ['boolean', BOOLEAN],
  ['NULL', NULL],
  ['null', NULL],
  ['array', SOME_ARRAY],
  ['arrays', SOME_ARRAY],
  ['object', SOME_OBJECT],
  ['objects', SOME_OBJECT],
  ['bytes', BYTES],
  ['lambda', LAMBDA],
  ['never returns', NEVER],
]);

/** What cannot be read is `any`: the words are for people first. */
export function documentedType(returns: string): Type {
  const words = returns.replace(/\{.*\}|\(.*\)/s, '').trim();
  return joinAll(words.split(/ or |, /).map((word) => wordType(word.trim())));
}

function wordType(word: string): Type {
  if (word.startsWith('array of ')) return arrayOf(wordType(word.slice('array of '.length)));
  return WORDS.get(word) ?? ANY;
}
