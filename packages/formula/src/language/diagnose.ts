/** What is wrong with a source, or probably wrong: for the editor while somebody types, and for lists of problems. */
import { checkTree } from '../check/check.ts';
import type { Diagnostic } from '../check/diagnostic.ts';
import type { FormulaFailure, SourceRange } from '../failure.ts';
import { parseTolerantly } from '../syntax/parse-tolerantly.ts';
import type { LanguageContext } from './language-context.ts';
import { withinStack } from './within-stack.ts';

/** All mistakes of the syntax, and what can be known about names, arguments and types; in the order of the source. */
export function diagnose(source: string, context: LanguageContext): readonly Diagnostic[] {
  return withinStack(
    () => allDiagnostics(source, context),
    (failure) => [syntaxDiagnostic(failure, source)],
  );
}

function allDiagnostics(source: string, { mode, sample }: LanguageContext): readonly Diagnostic[] {
  const { parts, formula, problems, tokens } = parseTolerantly(source, mode);
  const syntax = problems.map((failure) => syntaxDiagnostic(failure, source));
  const tree = parts ?? formula;
  if (tree === null) return syntax;
  const broken = syntax.map(({ range }) => range);
  const checked = checkTree(tree, { source, tokens, sample, broken });
  return [...syntax, ...checked].toSorted((a, b) => a.range[0] - b.range[0]);
}

function syntaxDiagnostic({ message, range, fix, related }: FormulaFailure, source: string): Diagnostic {
  const whole: SourceRange = [0, source.length];
  return {
    severity: 'error',
    code: 'syntax',
    message,
    range: range ?? whole,
    ...(fix === null ? {} : { fix }),
    ...(related === null ? {} : { related }),
  };
}
