/** The first names that a stored text reads from outside, each with its place: what a rename changes. */
import { type Inference, inferTypes } from '../check/infer.ts';
import { findName } from '../check/known.ts';
import { tagsOf, walk } from '../check/walk.ts';
import type { FieldOptions } from '../evaluate/compile-field.ts';
import type { SourceRange } from '../failure.ts';
import { parseTolerantly, type TolerantTree } from '../syntax/parse-tolerantly.ts';
import type { Token } from '../syntax/tokens.ts';
import type { Formula, Reference } from '../syntax/tree.ts';
import { kindOfField } from './field-kind.ts';
import type { FieldMode } from './language-context.ts';
import { liquidReferences } from './liquid-references.ts';
import { withinStack } from './within-stack.ts';

export interface FieldReference {
  readonly name: string;
  /** Of the name alone, in the stored text. */
  readonly range: SourceRange;
}

export interface FoundReference extends FieldReference {
  /** Whether this name would mean something else here: a parameter of a lambda, the variable of a loop. */
  isBoundHere(name: string): boolean;
}

export interface FieldReferences {
  readonly references: readonly FoundReference[];
  /** Whether the text is broken, or binds the name itself, in a way that leaves open what the name means in it. */
  isDoubtful(name: string): boolean;
}

/** Every place where a stored text reads a name from outside; names that are bound inside it are left out. */
export function referencesIn(source: string, options: FieldOptions = {}): readonly FieldReference[] {
  return readReferences(source, options).references.map(({ name, range }) => ({ name, range }));
}

const NONE: FieldReferences = { references: [], isDoubtful: () => false };

export function readReferences(source: string, options: FieldOptions): FieldReferences {
  return withinStack(
    () => referencesOfKind(source, options),
    () => ({ references: [], isDoubtful: (name) => source.includes(name) }),
  );
}

function referencesOfKind(source: string, options: FieldOptions): FieldReferences {
  switch (kindOfField(source, options)) {
    case 'formula':
      return treeReferences(source.slice(1), 'formula', 1);
    case 'text':
      return treeReferences(source, 'text', 0);
    case 'liquid':
      return liquidReferences(source);
    case 'literal':
      return NONE;
  }
}

function treeReferences(source: string, mode: FieldMode, shift: number): FieldReferences {
  const tree = parseTolerantly(source, mode);
  const root = tree.parts ?? tree.formula ?? [];
  const inference = inferTypes(root, null);
  const references: FoundReference[] = [];
  walk(root, (node) => {
    if (node.kind !== 'reference' || isBound(node, inference)) return;
    const { name, range } = node;
    const names = inference.namesAt(node);
    references.push({
      name,
      range: [range[0] + shift, range[1] + shift],
      isBoundHere: (other) => findName(other, names) !== null,
    });
  });
  return { references, isDoubtful: (name) => tree.problems.length > 0 && isUnclear(name, tree, inference) };
}

function isBound(node: Reference, inference: Inference): boolean {
  return inference.lambdaParameters.has(node) || findName(node.name, inference.namesAt(node)) !== null;
}

/**
 * In a broken source a name is clear when nothing binds it and every place where it could be a reference is one in the tree.
 * What recovery passed over, or put together although it does not fit, makes it unclear.
 */
function isUnclear(name: string, tree: TolerantTree, inference: Inference): boolean {
  if (tagsOf(tree.parts ?? []).some((tag) => tag.kind === 'for' && ['', name].includes(tag.variable))) return true;
  const clear = new Set<number>();
  const guessed = new Set<Formula>();
  let isBoundSomewhere = false;
  // Outer nodes are visited before inner ones.
  walk(tree.parts ?? tree.formula ?? [], (node, parent) => {
    if (node.kind === 'missing' || (parent !== null && guessed.has(parent))) guessed.add(node);
    if (node.kind !== 'reference' || node.name !== name) return;
    if (isBound(node, inference)) isBoundSomewhere = true;
    else if (!guessed.has(node)) clear.add(node.range[0]);
  });
  if (isBoundSomewhere) return true;
  return tree.tokens.some((token, index) => mayMean(name, token, index, tree.tokens) && !clear.has(token.from));
}

/** Whether the name may be read here: as a token, or in what is not closed or has no meaning. */
function mayMean(name: string, token: Token, index: number, tokens: readonly Token[]): boolean {
  if (token.type === 'text') {
    const isClosed = token.text.length > 1 && token.text.endsWith(token.text.charAt(0));
    return !isClosed && token.text.includes(name);
  }
  if (token.type === 'unknown') return token.text.includes(name);
  if (token.type !== 'name' || token.text !== name) return false;
  const isProperty = tokens[index - 1]?.text === '.' && tokens[index - 1]?.type === 'symbol';
  const following = tokens[index + 1];
  return !isProperty && !(following?.type === 'symbol' && (following.text === ':' || following.text === '('));
}
