/** Short ways for tests to look at what parsing gives. */
import fc from 'fast-check';
import { FormulaFailure } from '../failure.ts';
import { parseFormula } from './parse-formula.ts';
import { parseText } from './parse-text.ts';
import type { Formula, TextPart } from './tree.ts';

/** What strict parsing of a stored text says against it, as `from-to: message`; null if nothing. */
export function refusalOf(source: string): string | null {
  try {
    if (source.startsWith('=')) parseFormula(source, 1);
    else parseText(source);
    return null;
  } catch (thrown) {
    if (!(thrown instanceof FormulaFailure)) throw thrown;
    return shown(thrown);
  }
}

export function shown({ message, range }: FormulaFailure): string {
  return `${range?.join('-')}: ${message}`;
}

type Node = Formula | TextPart;

/** Every node under a node with a range, in the order of the source, each with the node around it. */
export function nodesOf(root: Node | readonly Node[]): { readonly node: Node; readonly parent: Node | null }[] {
  const found: { node: Node; parent: Node | null }[] = [];
  const visit = (value: unknown, parent: Node | null): void => {
    if (typeof value !== 'object' || value === null) return;
    const node = isNode(value) ? value : null;
    if (node !== null) found.push({ node, parent });
    for (const child of Object.values(value)) visit(child, node ?? parent);
  };
  visit(root, null);
  return found;
}

function isNode(value: object): value is Node {
  return 'kind' in value && 'range' in value;
}

/** Sources that are nearly formulas, or nothing of the kind. */
export const tokenSoup: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(...'()[]{},.:;=<>+-*/&%|!?^#@$\\"\'`~\n '),
      fc.constantFrom('<<', '>>', '<%', '%>', '<%if ', '<%elseif ', '<%else%>', '<%endif%>', '<%for ', '<%endfor%>'),
      fc.constantFrom('<%for x in a%>', '|>', '||', '&&', '!=', '==', '<>', '**', '=>', '{{', '}}', '“', '”', ' in '),
      fc.constantFrom(
        'a',
        'b.c',
        'F(',
        'LAMBDA(x, ',
        '"t"',
        "'u'",
        '1',
        '2.5',
        'AND',
        'NOT',
        'or',
        'k: ',
        'é',
        '𝒳',
        ' ',
      ),
      fc.string({ maxLength: 3 }),
    ),
    { maxLength: 24 },
  )
  .map((pieces) => pieces.join(''));

/** What takes long if anything is looked for again and again. */
export const repeatedPieces: readonly string[] = [
  ...[
    '<<a ',
    '"\\',
    "'\n",
    '<%if ',
    '<%if a%>',
    '<%else%>',
    '<%end%>',
    '<%for ',
    '<%x ',
    '<<F(a b>>',
    '<</*>>',
    '<<"x>>\n',
  ],
  ...[
    'F(',
    '[',
    '#',
    'a b ',
    '@',
    '“',
    '{a:',
    '[1} ',
    'a ? b ',
    'x => ',
    '!',
    '"\',\\',
    '{a-b',
    '..',
    'a.b(',
    ', ',
    '{{',
  ],
];
