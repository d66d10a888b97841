/**
 * Looks at the tags of a template before liquidjs does: unknown ones, blocks that are not closed, nesting. Here messages can
 * name the opening tag and its place, and the depth of what the parser calls itself for is bounded.
 */
import { nearestName } from '../evaluate/nearest-name.ts';
import { FormulaFailure, type SourceRange } from '../failure.ts';
import { type TagToken, type Token, TypeGuards } from './liquidjs.ts';
import { PRODUCT_TAGS } from './product-tags.ts';

const MAX_NESTED_TAGS = 100;
const MAX_TAGS = 50_000;

/** The tags that may stand inside a block and divide it. */
const BLOCKS: ReadonlyMap<string, readonly string[]> = new Map([
  ['if', ['elsif', 'else']],
  ['unless', ['elsif', 'else']],
  ['case', ['when', 'else']],
  ['for', ['else']],
  ['tablerow', []],
  ['capture', []],
  ['comment', []],
  ['raw', []],
]);
const SIMPLE_TAGS = ['assign', 'increment', 'decrement', 'cycle', 'break', 'continue', 'echo', 'liquid', '#'];
const FILE_TAGS: ReadonlySet<string> = new Set(['include', 'render', 'layout', 'block', 'endblock', 'section']);

const dividers = new Set([...BLOCKS.values()].flat());
const known = new Set([...BLOCKS.keys(), ...SIMPLE_TAGS, ...PRODUCT_TAGS]);

export function checkStructure(tokens: readonly Token[]): void {
  const open: TagToken[] = [];
  let count = 0;
  for (const token of tokens) {
    if (TypeGuards.isHTMLToken(token)) continue;
    count += 1;
    if (count > MAX_TAGS) throw new FormulaFailure('budget', `The template has more than ${MAX_TAGS} tags and outputs`);
    if (!TypeGuards.isTagToken(token)) continue;
    const around = open.at(-1);
    // Nothing inside a comment means anything but its end.
    if (around?.name === 'comment' && token.name !== 'endcomment') continue;
    if (token.name.startsWith('end')) close(token, open);
    else if (dividers.has(token.name)) divide(token, around);
    else enter(token, open);
  }
  const left = open.at(-1);
  if (left !== undefined) throw notClosed(left);
}

export function rangeOf({ begin, end }: Token): SourceRange {
  return [begin, end];
}

function enter(token: TagToken, open: TagToken[]): void {
  if (FILE_TAGS.has(token.name)) {
    const message = `\`{% ${token.name} %}\` needs other template files, and there are none here`;
    throw new FormulaFailure('liquid', message, rangeOf(token));
  }
  if (!known.has(token.name)) {
    throw unknownTag(token);
  }
  if (!BLOCKS.has(token.name)) return;
  open.push(token);
  if (open.length <= MAX_NESTED_TAGS) return;
  throw new FormulaFailure('budget', `Tags are nested more than ${MAX_NESTED_TAGS} levels deep`, rangeOf(token));
}

function unknownTag(token: TagToken): FormulaFailure {
  const nearest = nearestName(token.name, known);
  const hint = nearest === null ? '' : `; did you mean \`{% ${nearest} %}\`?`;
  const failure = new FormulaFailure('liquid', `There is no tag \`{% ${token.name} %}\`${hint}`, rangeOf(token));
  if (nearest === null) return failure;
  const from = token.input.indexOf(token.name, token.begin);
  failure.fix = { title: `Write \`${nearest}\``, range: [from, from + token.name.length], text: nearest };
  return failure;
}

function divide(token: TagToken, around: TagToken | undefined): void {
  if (around !== undefined && BLOCKS.get(around.name)?.includes(token.name) === true) return;
  const owners = [...BLOCKS].filter(([, parts]) => parts.includes(token.name)).map(([name]) => `\`{% ${name} %}\``);
  const place = around === undefined ? 'outside of any block' : `inside \`{% ${around.name} %}\``;
  const message = `\`{% ${token.name} %}\` belongs into ${owners.join(' or ')}, found ${place}`;
  throw new FormulaFailure('liquid', message, rangeOf(token));
}

function close(token: TagToken, open: TagToken[]): void {
  const name = token.name.slice(3);
  const around = open.at(-1);
  if (around?.name === name) {
    open.pop();
    return;
  }
  if (FILE_TAGS.has(token.name) || !BLOCKS.has(name)) return enter(token, open);
  if (around === undefined) {
    const message = `\`{% ${token.name} %}\` has no \`{% ${name} %}\` before it`;
    throw new FormulaFailure('liquid', message, rangeOf(token));
  }
  const message = `Expected \`{% end${around.name} %}\`, found \`{% ${token.name} %}\``;
  const failure = new FormulaFailure('liquid', message, rangeOf(token));
  failure.related = { message: `This \`{% ${around.name} %}\` is not closed`, range: rangeOf(around) };
  throw failure;
}

function notClosed(tag: TagToken): FormulaFailure {
  return new FormulaFailure('liquid', `\`{% ${tag.name} %}\` is not closed by \`{% end${tag.name} %}\``, rangeOf(tag));
}
