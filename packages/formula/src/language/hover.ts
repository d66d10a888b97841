/** What the thing under the pointer is: for a tooltip. */
import { type Inference, inferTypes } from '../check/infer.ts';
import { findName, type Known, PLACEHOLDER } from '../check/known.ts';
import { functionNamed, parametersOf } from '../check/match-arguments.ts';
import { NAMESPACES } from '../check/namespaces.ts';
import { printType } from '../check/print-type.ts';
import { formulasOf, partsOf } from '../check/walk.ts';
import type { SourceRange } from '../failure.ts';
import { signatureOf, signatureOfParameter } from '../functions/signature.ts';
import { parseTolerantly } from '../syntax/parse-tolerantly.ts';
import type { Token } from '../syntax/tokens.ts';
import type { Formula } from '../syntax/tree.ts';
import type { Value } from '../value/value.ts';
import { shortText } from './explain/preview.ts';
import { wordHover } from './hover-words.ts';
import type { LanguageContext } from './language-context.ts';
import { withinStack } from './within-stack.ts';

export interface Hover {
  readonly range: SourceRange;
  /** Source of the language, to be shown in its own letters: a signature, a path, a name. */
  readonly title: string;
  /** A sentence. */
  readonly text?: string;
  /** The type of a value, in words. */
  readonly type?: string;
  /** The value in the sample, shortened. */
  readonly preview?: string;
  readonly example?: { readonly formula: string; readonly result: string };
}

/** Null where there is nothing to say. `at` is the offset of a character. */
export function hover(source: string, at: number, context: LanguageContext): Hover | null {
  return withinStack(
    () => hoverAt(source, at, context),
    () => null,
  );
}

function hoverAt(source: string, at: number, { mode, sample }: LanguageContext): Hover | null {
  const tree = parseTolerantly(source, mode);
  const token = tree.tokens.find(({ from, to }) => from <= at && at < to);
  if (token === undefined || token.type === 'literal' || token.type === 'comment') return null;
  const roots = tree.formula === null ? formulasOf(tree.parts ?? []) : [tree.formula];
  const path = pathTo(roots, token);
  const inference = inferTypes(tree.parts ?? tree.formula ?? [], sample);
  return nodeHover(path, token, inference, source) ?? wordHover(token);
}

/** The nodes from the outermost to the innermost that hold a token. */
function pathTo(nodes: readonly Formula[], { from, to }: Token): readonly Formula[] {
  const path: Formula[] = [];
  for (let inside = nodes; ; ) {
    const node = inside.find(({ range }) => range[0] <= from && to <= range[1]);
    if (node === undefined) return path;
    path.push(node);
    inside = partsOf(node);
  }
}

function nodeHover(path: readonly Formula[], token: Token, inference: Inference, source: string): Hover | null {
  const node = path.at(-1);
  const range: SourceRange = [token.from, token.to];
  if (node === undefined || (token.type !== 'name' && token.type !== 'symbol' && token.type !== 'text')) return null;
  switch (node.kind) {
    case 'call':
      if (node.nameRange[0] === token.from) return functionHover(node.name, range);
      return token.type === 'name' ? keywordHover(node, token) : null;
    case 'reference':
      return referenceHover(node.name, inference, node, range);
    case 'placeholder': {
      const known = findName(PLACEHOLDER, inference.namesAt(node))?.known;
      const text = 'The value on the left side of the pipe.';
      return { range, title: '%', text, ...(known === undefined ? {} : shown(known)) };
    }
    case 'member':
      if (token.type !== 'name') return null;
      return { range, title: writtenPath(node, token.to, source), ...shown(inference.knownOf(node)) };
    case 'text': {
      const parent = path.at(-2);
      if (parent?.kind !== 'index' || parent.index !== node) return null;
      return { range, title: writtenPath(parent, parent.range[1], source), ...shown(inference.knownOf(parent)) };
    }
    default:
      return null;
  }
}

function functionHover(name: string, range: SourceRange): Hover | null {
  const definition = functionNamed(name);
  if (definition === undefined) return null;
  const shownExample = definition.examples.find(({ kind }) => kind !== 'error');
  const example =
    shownExample === undefined
      ? {}
      : // Examples are read from JSON, so their results are values.
        { example: { formula: shownExample.formula, result: shortText((shownExample.result ?? null) as Value, 120) } };
  return { range, title: signatureOf(definition), text: definition.summary, ...example };
}

/** The name of a named argument. */
function keywordHover(call: Formula & { kind: 'call' }, token: Token): Hover | null {
  const index = call.args.findIndex(({ keyword, range }) => keyword !== null && range[0] === token.from);
  const parameter = parametersOf(call, functionNamed(call.name)?.parameters ?? [])[index];
  if (parameter === undefined || parameter === null) return null;
  const type = [parameter.type].flat().join(' or ');
  const text = parameter.notes === undefined ? {} : { text: parameter.notes };
  return { range: [token.from, token.to], title: signatureOfParameter(parameter), ...text, type };
}

function referenceHover(name: string, inference: Inference, node: Formula, range: SourceRange): Hover | null {
  const known = inference.knownOf(node);
  const isBound = inference.lambdaParameters.has(node) || findName(name, inference.namesAt(node)) !== null;
  const text = isBound ? 'Bound in this formula.' : NAMESPACES.get(name)?.documentation;
  if (text === undefined && known.sample === undefined && known.type.kind === 'any') return null;
  return { range, title: name, ...(text === undefined ? {} : { text }), ...shown(known) };
}

function shown({ type, sample }: Known): Pick<Hover, 'type' | 'preview'> {
  return { type: printType(type), ...(sample === undefined ? {} : { preview: shortText(sample, 400) }) };
}

/** A path as it is written, without what is too long to be read. */
function writtenPath(node: Formula, end: number, source: string): string {
  const written = source.slice(node.range[0], end);
  return written.length > 80 ? `…${written.slice(-79)}` : written;
}
