/** The function whose arguments are being written, and which of its parameters the caret is at. */
import { specialFormNamed } from '../evaluate/special-forms.ts';
import type { SourceRange } from '../failure.ts';
import type { FunctionDefinition, Parameter, ParameterType } from '../functions/definition.ts';
import { functionsByName } from '../functions/registry.ts';
import { signatureOfParameter } from '../functions/signature.ts';
import { parseTolerantly } from '../syntax/parse-tolerantly.ts';
import { callsAround, type OpenCall } from './caret.ts';
import type { FieldMode } from './language-context.ts';

export interface SignatureParameter {
  readonly name: string;
  /** Where it stands in {@link SignatureHelp.label}. */
  readonly label: SourceRange;
  readonly types: readonly ParameterType[];
  readonly required: boolean;
  readonly notes: string | null;
}

export interface SignatureHelp {
  readonly name: string;
  /** Where the name of the function stands in the source. */
  readonly range: SourceRange;
  /** `NAME(a, [b], [c: default])`. */
  readonly label: string;
  readonly summary: string;
  readonly parameters: readonly SignatureParameter[];
  /** The index of the parameter at the caret; null when there is none for this argument. */
  readonly active: number | null;
  /** For the parameters and the body of a lambda: the call that takes the lambda. */
  readonly outer: SignatureHelp | null;
}

type Described = Pick<FunctionDefinition, 'name' | 'summary' | 'parameters'>;

/** A lambda is described by what its arguments are rather than by one parameter that repeats. */
const LAMBDA: Described = {
  name: 'LAMBDA',
  summary: 'A function: every argument but the last names a parameter, the last is the expression.',
  parameters: [
    { name: 'parameter', type: 'any', required: false, repeats: true, notes: 'A bare name.' },
    { name: 'expression', type: 'any', required: true, notes: 'Calculated at each call; reads the parameters.' },
  ],
};

/** Null outside of all calls, and in calls of functions that do not exist. */
export function signatureHelp(source: string, at: number, mode: FieldMode): SignatureHelp | null {
  return helpFor(callsAround(parseTolerantly(source, mode).tokens, at));
}

function helpFor([call, ...around]: readonly OpenCall[]): SignatureHelp | null {
  if (call === undefined) return null;
  const described = definitionOf(call.name.text);
  if (described === undefined) return null;
  const { name, summary } = described;
  const parameters: SignatureParameter[] = [];
  let label = `${name}(`;
  for (const parameter of described.parameters) {
    if (parameters.length > 0) label += ', ';
    const written = signatureOfParameter(parameter);
    parameters.push({
      name: parameter.name,
      label: [label.length, label.length + written.length],
      types: typesOf(parameter),
      required: parameter.required,
      notes: parameter.notes ?? null,
    });
    label += written;
  }
  return {
    name,
    range: [call.name.from, call.name.to],
    label: `${label})`,
    summary,
    parameters,
    active: activeParameter(described, call),
    outer: described === LAMBDA ? helpFor(around) : null,
  };
}

function definitionOf(name: string): Described | undefined {
  return name === 'LAMBDA' ? LAMBDA : (specialFormNamed(name) ?? functionsByName.get(name));
}

function activeParameter(described: Described, { argument, keyword, isLast }: OpenCall): number | null {
  const { parameters } = described;
  if (described === LAMBDA) return isLast ? 1 : 0;
  if (keyword !== null) {
    const named = parameters.findIndex(({ name }) => name === keyword);
    return named === -1 ? null : named;
  }
  const positional = parameters.flatMap(({ keywordOnly }, index) => (keywordOnly === true ? [] : [index]));
  const last = positional.at(-1);
  if (argument < positional.length) return positional[argument] ?? null;
  return last !== undefined && parameters[last]?.repeats === true ? last : null;
}

function typesOf({ type }: Parameter): readonly ParameterType[] {
  return typeof type === 'string' ? [type] : type;
}
