/** Arguments that a function can never take, or did not take in the sample. */
import { TYPE_WORDS } from '../evaluate/arguments.ts';
import { type SpecialForm, specialFormNamed } from '../evaluate/special-forms.ts';
import type { FunctionDefinition, Parameter, ParameterType } from '../functions/definition.ts';
import type { Call, Formula } from '../syntax/tree.ts';
import { numberFromText } from '../value/number.ts';
import { accepts } from './accepts.ts';
import type { Checked } from './check.ts';
import { isMissingKey } from './check-names.ts';
import type { Diagnostic } from './diagnostic.ts';
import { parametersOf } from './match-arguments.ts';
import { withArticle } from './words.ts';

const WANTED: Readonly<Record<ParameterType, string>> = { ...TYPE_WORDS, lambda: 'a lambda, such as LAMBDA(x, …)' };

export function checkArgumentTypes(
  call: Call,
  definition: FunctionDefinition | SpecialForm,
  checked: Checked,
): readonly Diagnostic[] {
  const parameters = parametersOf(call, definition.parameters);
  return call.args.flatMap(({ value }, index) => {
    const parameter = parameters[index];
    if (parameter === undefined || parameter === null || value.kind === 'missing') return [];
    // A lambda in a special form is told by the lambda itself.
    if (specialFormNamed(call.name) !== undefined) return [];
    return checkArgument(call.name, parameter, value, checked);
  });
}

function checkArgument(name: string, parameter: Parameter, value: Formula, checked: Checked): readonly Diagnostic[] {
  const { type, certain, sample } = checked.inference.knownOf(value);
  const wanted = wantedBy(parameter);
  const message = `${name} wants ${wanted.map((word) => WANTED[word]).join(' or ')} as \`${parameter.name}\``;
  const { range } = value;
  if (value.kind === 'text' && !takesText(parameter, value.value)) {
    return [{ severity: 'error', code: 'type', message: `${message}, found the text ${shown(value.value)}`, range }];
  }
  if (typeof sample === 'string' && !takesText(parameter, sample)) {
    return [{ severity: 'warning', code: 'type', message: `${message}; in the sample it is ${shown(sample)}`, range }];
  }
  if (accepts(parameter, type) !== 'no') return [];
  const found = withArticle(type);
  if (certain) return [{ severity: 'error', code: 'type', message: `${message}, found ${found}`, range }];
  // A key that is not there has been told where it stands.
  if (type.kind === 'null' && isMissingKey(value, checked.inference)) return [];
  return [{ severity: 'warning', code: 'type', message: `${message}; in the sample it is ${found}`, range }];
}

function takesText(parameter: Parameter, text: string): boolean {
  const wanted = wantedBy(parameter);
  if (wanted.some((type) => type === 'any' || type === 'text' || type === 'date')) return true;
  const number = numberFromText(text);
  return number !== undefined && wanted.some((type) => type === 'number' || type === 'integer');
}

function wantedBy({ type }: Parameter): readonly ParameterType[] {
  return typeof type === 'string' ? [type] : type;
}

function shown(text: string): string {
  return JSON.stringify(text.length > 30 ? `${text.slice(0, 29)}…` : text);
}
