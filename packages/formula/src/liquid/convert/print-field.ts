/** Parts of a text field → its source. What would be read as a pill, a tag or a formula is written as a pill. */
import { printText } from '../../syntax/print-formula.ts';
import type { TextPart } from '../../syntax/tree.ts';
import { literalPart } from './convert-nodes.ts';
import { NOWHERE, textLiteral } from './formula-nodes.ts';

/** `<` before what becomes a pill, or at the end, would join the `<<` that follows. */
const SPECIAL = /(?:<[<%]+|\{[{%]+|<(?=$|\{[{%]))+/g;

/** The parts as they have to be written, and the source. */
export function printField(parts: readonly TextPart[]): {
  readonly source: string;
  readonly parts: readonly TextPart[];
} {
  const [first, ...others] = escapedParts(parts);
  if (first?.kind !== 'literal' || !first.text.startsWith('=')) {
    const written = first === undefined ? [] : [first, ...others];
    return { source: printText(written), parts: written };
  }
  const rest = first.text.slice(1);
  const written = [pill('='), ...(rest === '' ? [] : [literalPart(rest)]), ...others];
  return { source: printText(written), parts: written };
}

function escapedParts(parts: readonly TextPart[]): readonly TextPart[] {
  return joined(parts).flatMap((part): readonly TextPart[] => {
    switch (part.kind) {
      case 'literal':
        return escapedText(part.text);
      case 'for':
        return [{ ...part, body: escapedParts(part.body) }];
      case 'if':
        return [
          {
            ...part,
            branches: part.branches.map((branch) => ({ ...branch, body: escapedParts(branch.body) })),
            otherwise: part.otherwise === null ? null : escapedParts(part.otherwise),
          },
        ];
      default:
        return [part];
    }
  });
}

/** Neighbouring texts may mean something together. */
function joined(parts: readonly TextPart[]): readonly TextPart[] {
  const result: TextPart[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (part.kind === 'literal' && part.text === '') continue;
    if (part.kind === 'literal' && last?.kind === 'literal')
      result[result.length - 1] = literalPart(last.text + part.text);
    else result.push(part);
  }
  return result;
}

function escapedText(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  for (const match of text.matchAll(SPECIAL)) {
    if (match.index > at) parts.push(literalPart(text.slice(at, match.index)));
    parts.push(pill(match[0]));
    at = match.index + match[0].length;
  }
  if (at < text.length) parts.push(literalPart(text.slice(at)));
  return parts;
}

function pill(text: string): TextPart {
  return { kind: 'pill', formula: textLiteral(text), range: NOWHERE };
}
