/**
 * The careful JSON parser: exact numbers, key order kept, precise complaints. It recurses; the scan before it has bounded
 * the depth.
 */
import { err, ok, type Result } from '../result.ts';
import type { JsonFailure } from './json.ts';
import { numberFromJson } from './json-number.ts';
import { endOfString } from './json-scan.ts';
import { makeObject, type Value } from './value.ts';

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const BLANKS = /[ \t\n\r]*/y;
const WORD = /[A-Za-z_$][\w$]*/y;

/** Leaves the parser from any depth. No Error: asking whether a text is JSON should not cost a stack. */
class Malformed {
  readonly failure: JsonFailure;

  constructor(failure: JsonFailure) {
    this.failure = failure;
  }
}

export function parseCarefully(text: string): Result<Value, JsonFailure> {
  try {
    return ok(new JsonParser(text).parse());
  } catch (thrown) {
    if (thrown instanceof Malformed) return err(thrown.failure);
    throw thrown;
  }
}

class JsonParser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): Value {
    const value = this.#value();
    this.#skipBlanks();
    if (this.#at < this.#text.length) this.#fail('the end of the JSON text');
    return value;
  }

  #value(): Value {
    this.#skipBlanks();
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object();
      case '[':
        return this.#array();
      case '"':
        return this.#string();
      default:
        return this.#numberOrWord();
    }
  }

  #object(): Value {
    this.#at += 1;
    const entries: [string, Value][] = [];
    if (this.#takes('}')) return makeObject(entries);
    do {
      this.#skipBlanks();
      if (this.#text[this.#at] !== '"') this.#fail('a key in double quotes');
      const key = this.#string();
      if (!this.#takes(':')) this.#fail('":"');
      entries.push([key, this.#value()]);
    } while (this.#takes(','));
    if (!this.#takes('}')) this.#fail('"," or "}"');
    return makeObject(entries);
  }

  #array(): Value {
    this.#at += 1;
    const items: Value[] = [];
    if (this.#takes(']')) return items;
    do items.push(this.#value());
    while (this.#takes(','));
    if (!this.#takes(']')) this.#fail('"," or "]"');
    return items;
  }

  #string(): string {
    const from = this.#at;
    const end = endOfString(this.#text, from);
    if (end === -1) throw new Malformed({ message: 'The text in double quotes is not closed', position: from });
    this.#at = end + 1;
    const token = this.#text.slice(from, this.#at);
    try {
      return String(JSON.parse(token));
    } catch {
      // The native parser knows every rule of escapes; only the place is left to say.
      throw new Malformed({ message: badStringMessage(token), position: from });
    }
  }

  #numberOrWord(): Value {
    const number = this.#token(NUMBER);
    if (number !== '') return numberFromJson(number);
    const from = this.#at;
    switch (this.#token(WORD)) {
      case 'true':
        return true;
      case 'false':
        return false;
      case 'null':
        return null;
      default:
        this.#at = from;
        return this.#fail('a value');
    }
  }

  #token(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const token = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += token.length;
    return token;
  }

  #skipBlanks(): void {
    this.#token(BLANKS);
  }

  #takes(character: string): boolean {
    this.#skipBlanks();
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #fail(expected: string): never {
    const found = this.#text[this.#at];
    const what = found === undefined ? 'the end of the text' : JSON.stringify(found);
    throw new Malformed({ message: `Expected ${expected}, found ${what}`, position: this.#at });
  }
}

function badStringMessage(token: string): string {
  for (const character of token) {
    if (character < ' ') return 'A control character in a JSON text must be written as an escape such as \\n';
  }
  return 'A JSON text contains an unknown escape';
}
