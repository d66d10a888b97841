/** Whether a parameter takes a value of a type: the rules of evaluate/arguments.ts, for types instead of values. */
import type { Parameter, ParameterType } from '../functions/definition.ts';
import { isNumeric, type Type } from './type.ts';

/** `maybe`: it depends on the value, as with a text that may be numeric. */
export type Verdict = 'yes' | 'no' | 'maybe';

type Wanted = Pick<Parameter, 'type' | 'required'>;

export function accepts(parameter: Wanted, type: Type): Verdict {
  const types: readonly ParameterType[] = typeof parameter.type === 'string' ? [parameter.type] : parameter.type;
  if (type.kind === 'union') {
    const verdicts = type.members.map((member) => accepts(parameter, member));
    if (verdicts.every((verdict) => verdict === 'yes')) return 'yes';
    return verdicts.every((verdict) => verdict === 'no') ? 'no' : 'maybe';
  }
  if (type.kind === 'lambda') return types.includes('lambda') ? 'yes' : 'no';
  if (type.kind === 'never' || types.includes('any')) return 'yes';
  if (type.kind === 'any') return 'maybe';
  return acceptsPlain(types, parameter.required, type);
}

function acceptsPlain(types: readonly ParameterType[], required: boolean, type: Type): Verdict {
  const has = (wanted: ParameterType): boolean => types.includes(wanted);
  const onlyText = has('text') && !has('array') && !has('object');
  switch (type.kind) {
    case 'null':
      return yesIf(!required || onlyText || types.every((wanted) => wanted === 'number'));
    case 'text':
      if (has('text') || has('date')) return 'yes';
      return has('number') || has('integer') ? 'maybe' : 'no';
    case 'integer':
    case 'number':
    case 'duration':
      if (has('number') || has('date') || onlyText) return 'yes';
      return has('integer') ? (isNumeric(type) && type.kind === 'integer' ? 'yes' : 'maybe') : 'no';
    case 'boolean':
      return yesIf(has('boolean') || onlyText);
    case 'bytes':
      return yesIf(has('text'));
    case 'array':
      return yesIf(has('array'));
    case 'object':
      return yesIf(has('object'));
    default:
      return 'maybe';
  }
}

function yesIf(condition: boolean): Verdict {
  return condition ? 'yes' : 'no';
}
