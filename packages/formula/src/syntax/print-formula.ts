/** Tree → source, in one canonical layout, with parentheses only where the tree needs them. */
import { assertNever } from '../result.ts';
import { LEVELS, PIPE_LEVEL, POSTFIX_LEVEL, UNARY_LEVEL } from './operators.ts';
import { quote } from './tokens.ts';
import type { CallArgument, Formula, TextPart } from './tree.ts';

/** The source of a formula, without `=`. Parsing it gives the same tree, ranges aside, if nothing in it is missing. */
export function printFormula(formula: Formula): string {
  switch (formula.kind) {
    case 'text':
      return quote(formula.value);
    case 'number':
      return formula.text;
    case 'constant':
      return formula.value === null ? 'NULL' : formula.value ? 'TRUE' : 'FALSE';
    case 'placeholder':
      return '%';
    case 'reference':
      return formula.name;
    case 'member':
      return `${printTarget(formula.target)}.${formula.name}`;
    case 'index':
      return `${printAt(formula.target, POSTFIX_LEVEL)}[${printFormula(formula.index)}]`;
    case 'call':
      return `${formula.name}(${formula.args.map(printArgument).join(', ')})`;
    case 'array':
      return `[${formula.items.map(printFormula).join(', ')}]`;
    case 'object':
      return `{${formula.members.map(({ key, value }) => `${quote(key)}: ${printFormula(value)}`).join(', ')}}`;
    case 'negation':
      return `-${printAt(formula.operand, UNARY_LEVEL)}`;
    case 'binary': {
      const level = LEVELS[formula.operator];
      return `${printAt(formula.left, level)} ${formula.operator} ${printAt(formula.right, level + 1)}`;
    }
    case 'pipe':
      return `${printAt(formula.left, PIPE_LEVEL)} |> ${printAt(formula.right, PIPE_LEVEL + 1)}`;
    case 'missing':
      return formula.parts.map(printFormula).join(' ');
    default:
      return assertNever(formula);
  }
}

/** The source of a text field. */
export function printText(parts: readonly TextPart[]): string {
  return parts.map(printPart).join('');
}

function printPart(part: TextPart): string {
  switch (part.kind) {
    case 'literal':
      return part.text;
    case 'pill':
      return `<<${printFormula(part.formula)}>>`;
    case 'for':
      return `<%for ${part.variable} in ${printFormula(part.iterable)}%>${printText(part.body)}<%endfor%>`;
    case 'if': {
      const branches = part.branches.map(({ condition, body }, index) => {
        return `<%${index === 0 ? 'if' : 'elseif'} ${printFormula(condition)}%>${printText(body)}`;
      });
      const otherwise = part.otherwise === null ? '' : `<%else%>${printText(part.otherwise)}`;
      return `${branches.join('')}${otherwise}<%endif%>`;
    }
    default:
      return assertNever(part);
  }
}

function printArgument({ keyword, value }: CallArgument): string {
  return keyword === null ? printFormula(value) : `${keyword}: ${printFormula(value)}`;
}

/** `1.name` would read as a decimal that went wrong, so a number before a dot gets parentheses. */
function printTarget(target: Formula): string {
  return target.kind === 'number' ? `(${target.text})` : printAt(target, POSTFIX_LEVEL);
}

function printAt(formula: Formula, level: number): string {
  const source = printFormula(formula);
  return levelOf(formula) < level ? `(${source})` : source;
}

function levelOf(formula: Formula): number {
  if (formula.kind === 'pipe') return PIPE_LEVEL;
  if (formula.kind === 'binary') return LEVELS[formula.operator];
  return formula.kind === 'negation' ? UNARY_LEVEL : POSTFIX_LEVEL + 1;
}
