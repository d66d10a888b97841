/**
 * Reads YAML into values. The library makes the tree; the values are built here, so that big numbers, the order of keys
 * and names such as `__proto__` stay as written. Aliases share what they name instead of copying it.
 */
import { Composer, isAlias, isMap, isScalar, isSeq, type Node, Parser, type Scalar } from 'yaml';
import { err, ok, type Result } from '../../result.ts';
import { Decimal, fromDecimal, numberFromJson } from '../../value/number.ts';
import { entriesOf, isArrayValue, isObjectValue, makeObject, type Value } from '../../value/value.ts';
import { isDeeperThan } from './yaml-depth.ts';

export interface YamlOptions {
  /** Dates become texts in UTC; otherwise they stay as written. */
  readonly readDates: boolean;
  /** `:name` is the text `name`. */
  readonly readSymbols: boolean;
}

const maxDepth = 200;

/** The first document of the text; the error says what is wrong and where. */
export function readYaml(text: string, options: YamlOptions): Result<Value, string> {
  if (isDeeperThan(text, maxDepth)) return err(`values are nested more than ${maxDepth} deep`);
  const composer = new Composer({ version: '1.1', logLevel: 'silent', uniqueKeys: false, keepSourceTokens: false });
  // Both go on only as long as they are asked to: what follows the first document is not read.
  const [first] = composer.compose(new Parser().parse(text));
  if (first === undefined) return ok(null);
  const [problem] = first.errors;
  if (problem !== undefined) return err(`${problem.message} ${placeOf(text, problem.pos[0])}`);
  try {
    return ok(new YamlReader(options).value(first.contents, 0));
  } catch (thrown) {
    if (thrown instanceof YamlProblem) return err(thrown.message);
    throw thrown;
  }
}

function placeOf(text: string, offset: number): string {
  const lines = text.slice(0, offset).split('\n');
  return `at line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`;
}

class YamlProblem extends Error {}

class YamlReader {
  private readonly options: YamlOptions;
  private readonly anchored = new Map<string, Value | undefined>();

  constructor(options: YamlOptions) {
    this.options = options;
  }

  value(node: unknown, depth: number): Value {
    if (depth > maxDepth) throw new YamlProblem(`values are nested more than ${maxDepth} deep`);
    if (isAlias(node)) {
      const value = this.anchored.get(node.source);
      if (value === undefined) throw new YamlProblem(`the alias *${node.source} names nothing before it`);
      return value;
    }
    const anchor = isNamed(node) ? node.anchor : undefined;
    // While it is being built an alias to itself finds nothing.
    if (anchor !== undefined) this.anchored.delete(anchor);
    const value = this.withoutAnchor(node, depth);
    if (anchor !== undefined) this.anchored.set(anchor, value);
    return value;
  }

  private withoutAnchor(node: unknown, depth: number): Value {
    if (isMap(node)) return this.map(node.items, depth);
    if (isSeq(node)) return node.items.map((item) => this.value(isPairLike(item) ? null : item, depth + 1));
    return isScalar(node) ? this.scalar(node) : null;
  }

  private map(pairs: readonly { readonly key: unknown; readonly value: unknown }[], depth: number): Value {
    const merged: (readonly [string, Value])[] = [];
    const own: (readonly [string, Value])[] = [];
    for (const pair of pairs) {
      const value = this.value(pair.value, depth + 1);
      const isMerge = isScalar(pair.key) && pair.key.source === '<<' && pair.key.type === 'PLAIN';
      if (isMerge)
        for (const part of isArrayValue(value) ? value.toReversed() : [value])
          merged.push(...(isObjectValue(part) ? entriesOf(part) : []));
      else own.push([this.key(pair.key, depth), value]);
    }
    return makeObject([...merged, ...own]);
  }

  private key(node: unknown, depth: number): string {
    const value = this.value(node, depth + 1);
    if (typeof value === 'string') return value;
    if (isScalar(node) && node.source !== undefined) return node.source;
    throw new YamlProblem('a key is no scalar');
  }

  private scalar(node: Scalar): Value {
    const { value } = node;
    const source = node.source ?? '';
    if (value instanceof Date) return this.options.readDates ? dateText(value, source) : source;
    if (typeof value === 'number' || typeof value === 'bigint') return numberOf(value, source);
    if (typeof value === 'boolean') return value;
    if (typeof value !== 'string') return null;
    return this.options.readSymbols && node.type === 'PLAIN' && /^:[A-Za-z_]/.test(value) ? value.slice(1) : value;
  }
}

function isNamed(node: unknown): node is Node & { readonly anchor?: string } {
  return isMap(node) || isSeq(node) || isScalar(node);
}

function isPairLike(item: unknown): boolean {
  return typeof item === 'object' && item !== null && !isNamed(item) && !isAlias(item);
}

/** As written where JSON would write it so; `0x1f`, `1_000` and the like by what they are worth; `.inf` has no number. */
function numberOf(value: number | bigint, source: string): Value {
  if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(source)) return numberFromJson(source);
  if (typeof value === 'number' && !Number.isFinite(value)) return source;
  return fromDecimal(new Decimal(value.toString()), !/^[-+]?[\w]+$/.test(source));
}

function dateText(date: Date, source: string): string {
  const iso = date.toISOString();
  if (/^\d{4}-\d\d?-\d\d?$/.test(source)) return iso.slice(0, 10);
  const fraction = iso.slice(19, 23) === '.000' ? '' : iso.slice(19, 23);
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}${fraction} UTC`;
}
