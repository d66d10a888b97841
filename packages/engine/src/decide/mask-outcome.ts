/**
 * What an action gives, with the secrets that were opened for it replaced by asterisks: event payloads, log lines, failure
 * messages, and what is handed to a called story, where it becomes an event. A state stays as it is, since asterisks would
 * be taken for values: an action puts into it only what it may keep (`ActionInput.secrets`) and computes the rest again.
 */
import { Bytes, ExactNumber, entriesOf, isArrayValue, makeObject, stringifyJson, type Value } from '@fabula/formula';
import type { LogLine, Outcome } from '../action-type.ts';

/** With what is to be told of credentials that there are not. */
export function withWarnings(outcome: Outcome, warnings: readonly string[]): Outcome {
  if (warnings.length === 0) return outcome;
  const lines = warnings.map((message): LogLine => ({ level: 2, message }));
  return { ...outcome, logs: [...lines, ...(outcome.logs ?? [])] };
}

export interface Mask {
  readonly isEmpty: boolean;
  mask(text: string): string;
}

export function maskOutcome(outcome: Outcome, mask: Mask): Outcome {
  if (mask.isEmpty) return outcome;
  const logs = outcome.logs && {
    logs: outcome.logs.map((line): LogLine => ({ ...line, message: mask.mask(line.message) })),
  };
  switch (outcome.kind) {
    case 'emit':
      return { ...outcome, ...logs, payloads: outcome.payloads.map((payload) => maskValue(payload, mask)) };
    case 'fail':
      return {
        ...outcome,
        ...logs,
        message: mask.mask(outcome.message),
        ...(outcome.payload === undefined ? {} : { payload: maskValue(outcome.payload, mask) }),
      };
    case 'call':
      return { ...outcome, ...logs, payload: maskValue(outcome.payload, mask) };
    default:
      return { ...outcome, ...logs };
  }
}

/** Keys too. A number that is a secret becomes a text. Parts without secrets are given back as they are. */
export function maskValue(value: Value, mask: Mask): Value {
  if (typeof value === 'string') return mask.mask(value);
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number' || value instanceof ExactNumber) return maskedOr(value, String(value), mask);
  // as it is written into an event
  if (value instanceof Bytes) return maskedOr(value, stringifyJson(value).slice(1, -1), mask);
  if (isArrayValue(value)) {
    const items = value.map((item) => maskValue(item, mask));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  let isChanged = false;
  const entries = entriesOf(value).map(([key, item]): readonly [string, Value] => {
    const masked = [mask.mask(key), maskValue(item, mask)] as const;
    isChanged ||= masked[0] !== key || masked[1] !== item;
    return masked;
  });
  return isChanged ? makeObject(entries) : value;
}

function maskedOr(value: Value, text: string, mask: Mask): Value {
  const masked = mask.mask(text);
  return masked === text ? value : masked;
}
