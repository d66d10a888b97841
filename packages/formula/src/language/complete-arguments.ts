/** Completion at the start of an argument: named arguments, lambdas, and the values that a parameter lists in its notes. */

import type { Inference } from '../check/infer.ts';
import { listedValues } from '../check/listed-values.ts';
import { functionNamed, parametersOf } from '../check/match-arguments.ts';
import { membersOf } from '../check/type.ts';
import { specialFormNamed } from '../evaluate/special-forms.ts';
import type { Parameter, ParameterType } from '../functions/definition.ts';
import { signatureOfParameter } from '../functions/signature.ts';
import { quote } from '../syntax/tokens.ts';
import type { Call } from '../syntax/tree.ts';
import { type Offer, plainInsert } from './complete-item.ts';
import type { CallPlace } from './complete-place.ts';

/** What the argument at the caret may be, beyond what any value may be. */
export function argumentOffers({ call, argument }: CallPlace, inference: Inference): readonly Offer[] {
  const definition = functionNamed(call.name);
  if (definition === undefined || call.name === 'LAMBDA') return [];
  const parameter = parametersOf(call, definition.parameters)[argument];
  const isNamed = call.args[argument]?.keyword !== null || specialFormNamed(call.name) !== undefined;
  const named = !isNamed ? namedArguments(call, argument, definition.parameters) : [];
  if (parameter === undefined || parameter === null) return named;
  return [...valueOffers(call, parameter), ...lambdaOffers(call, parameter, inference), ...named];
}

/** Null where the function has none for this argument. */
export function parameterAt({ call, argument }: CallPlace): Parameter | null {
  return parametersOf(call, functionNamed(call.name)?.parameters ?? [])[argument] ?? null;
}

/** The texts that mean something as this argument. */
export function valuesAt(place: CallPlace): readonly string[] {
  const parameter = parameterAt(place);
  return parameter === null ? [] : listedValues(place.call.name, parameter.name);
}

function valueOffers({ name }: Call, parameter: Parameter): readonly Offer[] {
  const types: readonly ParameterType[] = typeof parameter.type === 'string' ? [parameter.type] : parameter.type;
  const values = listedValues(name, parameter.name).map((value) => quote(value));
  const flags = types.length === 1 && types[0] === 'boolean' ? ['TRUE', 'FALSE'] : [];
  return [...values, ...flags].map((value) => {
    return {
      label: value,
      kind: flags.includes(value) ? 'constant' : 'value',
      insert: plainInsert(value),
      bonus: 150,
      ...(parameter.notes === undefined ? {} : { documentation: parameter.notes }),
    };
  });
}

/** Names are given to what is optional; what is given already is not offered again. */
function namedArguments(call: Call, argument: number, parameters: readonly Parameter[]): readonly Offer[] {
  const given = new Set(
    parametersOf(call, parameters)
      .filter((_, index) => index !== argument)
      .map((parameter) => parameter?.name),
  );
  const isFree = ({ name, required, repeats, keywordOnly }: Parameter) =>
    !given.has(name) && repeats !== true && (keywordOnly === true || !required);
  return parameters.filter(isFree).map((parameter) => {
    return {
      label: `${parameter.name}:`,
      matches: parameter.name,
      kind: 'parameter',
      insert: plainInsert(`${parameter.name}: `),
      detail: signatureOfParameter(parameter),
      bonus: parameter.keywordOnly === true ? 80 : 20,
      ...(parameter.notes === undefined ? {} : { documentation: parameter.notes }),
    };
  });
}

function lambdaOffers(call: Call, parameter: Parameter, inference: Inference): readonly Offer[] {
  const types: readonly ParameterType[] = typeof parameter.type === 'string' ? [parameter.type] : parameter.type;
  if (!types.includes('lambda')) return [];
  const names = lambdaNames(call, inference);
  const text = `LAMBDA(${names}, )`;
  return [
    {
      label: `LAMBDA(${names}, …)`,
      matches: 'LAMBDA',
      kind: 'snippet',
      insert: { text, caret: text.length - 1 },
      bonus: types.length === 1 ? 200 : 100,
    },
  ];
}

function lambdaNames(call: Call, inference: Inference): string {
  if (call.name === 'REDUCE') return 'result, item';
  const target = call.args[0]?.value;
  const kinds = target === undefined ? [] : membersOf(inference.knownOf(target).type).map(({ kind }) => kind);
  const isObject = kinds.includes('object') && !kinds.includes('array');
  return isObject && ['MAP_LAMBDA', 'FILTER', 'REJECT'].includes(call.name) ? 'key, value' : 'item';
}
