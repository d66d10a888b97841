/** `LAMBDA`: where it may stand, what its parameters may be, and how many it is called with. */
import { specialFormNamed } from '../evaluate/special-forms.ts';
import type { Call, Formula } from '../syntax/tree.ts';
import type { Checked } from './check.ts';
import type { Diagnostic } from './diagnostic.ts';

/** Functions whose lambdas are always called with this many values. */
const CALLED_WITH: ReadonlyMap<string, number> = new Map([
  ['ALL', 1],
  ['ANY', 1],
  ['COUNTIF', 1],
  ['FIND', 1],
  ['GROUP_BY', 1],
  ['INDEX_OF', 1],
  ['REDUCE', 2],
]);

export function checkLambda(lambda: Call, parent: Formula | null, checked: Checked): readonly Diagnostic[] {
  const error = (message: string, range = lambda.range): Diagnostic => {
    return { severity: 'error', code: 'lambda', message, range };
  };
  if (parent?.kind !== 'call' || specialFormNamed(parent.name) !== undefined) {
    return [error('A lambda can only be an argument of a function such as FILTER or MAP_LAMBDA', lambda.nameRange)];
  }
  if (lambda.args.length === 0) {
    return checked.isBroken(lambda.range) ? [] : [error('LAMBDA needs an expression: LAMBDA(x, x.name)')];
  }
  const problems: Diagnostic[] = [];
  const names = new Set<string>();
  for (const { keyword, value, range } of lambda.args.slice(0, -1)) {
    if (keyword !== null) problems.push(error('LAMBDA takes no named arguments', range));
    else if (value.kind === 'reference') {
      if (names.has(value.name)) problems.push(error(`Two parameters are called \`${value.name}\``, range));
      names.add(value.name);
    } else if (value.kind !== 'missing') {
      problems.push(
        error('A parameter of LAMBDA must be a bare name, such as `x`; the last argument is the expression', range),
      );
    }
  }
  const last = lambda.args.at(-1);
  if (last !== undefined && last.keyword !== null) problems.push(error('LAMBDA takes no named arguments', last.range));
  return [...problems, ...tooManyParameters(lambda, parent)];
}

function tooManyParameters(lambda: Call, parent: Call): readonly Diagnostic[] {
  const count = CALLED_WITH.get(parent.name);
  const extra = count === undefined ? undefined : lambda.args.slice(0, -1)[count]?.value;
  if (count === undefined || extra?.kind !== 'reference') return [];
  const values = count === 1 ? 'one value' : `${count} values`;
  const message = `${parent.name} calls its lambda with ${values}, so \`${extra.name}\` is always NULL; leave it out`;
  return [{ severity: 'warning', code: 'lambda', message, range: extra.range }];
}
