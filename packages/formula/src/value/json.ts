/**
 * JSON that people own, read and written exactly: big integers, `1.0`, the order of integer-like keys, `__proto__` as a
 * key, lone surrogates and `\u0000` come back as they were written.
 *
 * Almost all texts hold nothing that the native parser would change. One scan over the text finds out, and enforces the
 * limits before anything recurses; only the rest goes through the careful parser of ./json-parser.ts.
 */
import { err, ok, type Result } from '../result.ts';
import { toBase64 } from './base64.ts';
import { parseCarefully } from './json-parser.ts';
import { scanJson } from './json-scan.ts';
import { Bytes, ExactNumber, entriesOf, exoticMark, isArrayValue, type Value } from './value.ts';

export interface JsonFailure {
  readonly message: string;
  /** UTF-16 offset in the text. */
  readonly position: number;
}

export interface JsonLimits {
  /** Nested arrays and objects; 512 when left out, never more than 2,000. */
  readonly maxDepth?: number;
  /** Keys of all objects together; unlimited when left out. */
  readonly maxKeys?: number;
}

/** Spares a text that is no JSON, as most that are asked about, the native parser's costly refusal. */
const BEGINS_LIKE_JSON = /^[ \t\n\r]*[{["\-\dtfn]/;
const DEFAULT_DEPTH = 512;
/** The parser and everything after it recurse; this many levels fit every stack. */
const GREATEST_DEPTH = 2_000;

/** Reads one JSON value. Of duplicate keys the last wins, at the place of the first. */
export function parseJson(text: string, limits: JsonLimits = {}): Result<Value, JsonFailure> {
  const maxDepth = Math.min(limits.maxDepth ?? DEFAULT_DEPTH, GREATEST_DEPTH);
  const finding = scanJson(text, maxDepth, limits.maxKeys ?? Number.POSITIVE_INFINITY);
  if (typeof finding === 'object') return err(finding);
  if (finding === 'plain' && BEGINS_LIKE_JSON.test(text)) {
    try {
      // The scan has seen that native numbers and key order are exact, so the result is a Value.
      return ok(JSON.parse(text) as Value);
    } catch {
      // Malformed: the careful parser says where and why.
    }
  }
  return parseCarefully(text);
}

/** Compact JSON text. Bytes become base64 text. */
export function stringifyJson(value: Value): string {
  exoticMark.met = false;
  const text = JSON.stringify(value);
  if (!exoticMark.met) return text;
  const parts: string[] = [];
  writeValue(value, parts);
  return parts.join('');
}

function writeValue(value: Value, parts: string[]): void {
  if (typeof value !== 'object' || value === null) {
    parts.push(JSON.stringify(value));
  } else if (value instanceof ExactNumber) {
    parts.push(value.text);
  } else if (value instanceof Bytes) {
    parts.push(`"${toBase64(value.data)}"`);
  } else if (isArrayValue(value)) {
    let separator = '[';
    for (const item of value) {
      parts.push(separator);
      writeValue(item, parts);
      separator = ',';
    }
    parts.push(value.length === 0 ? '[]' : ']');
  } else {
    let separator = '{';
    for (const [key, item] of entriesOf(value)) {
      parts.push(separator, JSON.stringify(key), ':');
      writeValue(item, parts);
      separator = ',';
    }
    parts.push(separator === '{' ? '{}' : '}');
  }
}
