/** Calls: whether the function exists and takes these arguments. */
import { planArguments } from '../evaluate/arguments.ts';
import { nearestName } from '../evaluate/nearest-name.ts';
import { type SpecialForm, specialFormNamed } from '../evaluate/special-forms.ts';
import { suggestFunction } from '../evaluate/suggest-function.ts';
import { FormulaFailure } from '../failure.ts';
import type { FunctionDefinition } from '../functions/definition.ts';
import type { Call } from '../syntax/tree.ts';
import type { Check, Checked } from './check.ts';
import { checkArgumentTypes } from './check-argument-types.ts';
import { checkLambda } from './check-lambdas.ts';
import type { Diagnostic } from './diagnostic.ts';
import { functionNamed } from './match-arguments.ts';

export const checkCall: Check = (node, parent, checked) => {
  if (node.kind !== 'call') return [];
  if (node.name === 'LAMBDA') return checkLambda(node, parent, checked);
  const definition = functionNamed(node.name);
  if (definition === undefined) return [unknownFunction(node)];
  const plan = checkPlan(node, definition, checked);
  return [...checkDeprecation(node, definition), ...plan, ...checkArgumentTypes(node, definition, checked)];
};

function unknownFunction({ name, nameRange }: Call): Diagnostic {
  const nearest = suggestFunction(name);
  const code = 'unknown_function';
  if (nearest === null)
    return { severity: 'error', code, message: `There is no function \`${name}\``, range: nameRange };
  return {
    severity: 'error',
    code,
    message: `There is no function \`${name}\`; did you mean \`${nearest}\`?`,
    range: nameRange,
    fix: { title: `Write \`${nearest}\``, range: nameRange, text: nearest },
  };
}

/** Deprecated functions say so at the beginning of their summary. */
function checkDeprecation({ name, nameRange }: Call, { summary }: FunctionDefinition | SpecialForm): Diagnostic[] {
  if (!/^deprecated\b/i.test(summary)) return [];
  const instead = name.startsWith('AES_') ? `; use OPENSSL_${name.slice('AES_'.length)}` : '';
  return [
    {
      severity: 'hint',
      code: 'deprecated',
      message: `\`${name}\` is kept for older stories${instead}`,
      range: nameRange,
    },
  ];
}

function checkPlan(call: Call, definition: FunctionDefinition | SpecialForm, checked: Checked): Diagnostic[] {
  if (checked.isBroken(call.range)) return [];
  if (specialFormNamed(call.name) !== undefined) {
    const named = call.args.find(({ keyword }) => keyword !== null);
    if (named !== undefined) {
      const message = `${call.name} takes no named arguments, found \`${named.keyword}\`; leave the name out`;
      return [{ severity: 'error', code: 'arguments', message, range: named.range }];
    }
  }
  try {
    planArguments(definition, call);
    return [];
  } catch (thrown) {
    if (thrown instanceof FormulaFailure) return [wrongArguments(thrown, call, definition)];
    throw thrown;
  }
}

function wrongArguments(
  failure: FormulaFailure,
  call: Call,
  { parameters }: FunctionDefinition | SpecialForm,
): Diagnostic {
  const range = failure.range ?? call.range;
  const diagnostic = { severity: 'error', code: 'arguments', message: failure.message, range } as const;
  const argument = call.args.find((candidate) => candidate.range === range);
  const keyword = argument?.keyword ?? null;
  const names = parameters.filter(({ repeats }) => repeats !== true).map(({ name }) => name);
  if (argument === undefined || keyword === null || names.includes(keyword)) return diagnostic;
  const nearest = nearestName(keyword, names);
  if (nearest === null) return diagnostic;
  const nameRange = [argument.range[0], argument.range[0] + keyword.length] as const;
  return { ...diagnostic, fix: { title: `Write \`${nearest}\``, range: nameRange, text: nearest } };
}
