/**
 * A call that is decided inside the transaction of an action's memory cannot be made there: its target has to be looked up,
 * and the transaction may be tried again. The delivery is written with the call as its state, in the same transaction, and
 * makes it when it is taken up.
 */
import { getKey, isObjectValue, toNative, toNumber, type Value } from '@fabula/formula';
import type { CallTarget } from '../action-type.ts';
import type { Call } from '../decide/decide-next.ts';
import type { Job } from './unit.ts';

const key = 'fabula:call';

export function callMark({ target, payload, state, timeoutAt, asTool }: Call): Value {
  const note = state === undefined ? {} : { state };
  const use = asTool === undefined ? {} : { tool: asTool.name };
  return { [key]: { target: markOf(target), payload, ...note, ...use, timeout_at: timeoutAt ?? null } };
}

/** null: the job has no call to make. */
export function markedCall({ delivery: { state } }: Job): Call | null {
  return callIn(state);
}

/** null: it is no such mark. */
export function callIn(state: Value): Call | null {
  if (state === null || typeof state !== 'object' || !isObjectValue(state)) return null;
  const mark = getKey(state, key);
  if (mark === undefined || !isObjectValue(mark)) return null;
  const timeoutAt = numberIn(getKey(mark, 'timeout_at'));
  const note = getKey(mark, 'state');
  const tool = getKey(mark, 'tool');
  return {
    target: targetIn(getKey(mark, 'target')),
    payload: getKey(mark, 'payload') ?? null,
    ...(note === undefined ? {} : { state: note }),
    ...(timeoutAt === undefined ? {} : { timeoutAt }),
    ...(typeof tool === 'string' ? { asTool: { name: tool } } : {}),
  };
}

function targetIn(value: Value | undefined): CallTarget {
  const member = (name: string): Value | undefined =>
    value !== undefined && isObjectValue(value) ? getKey(value, name) : undefined;
  const group = numberIn(member('group'));
  if (group !== undefined) return { group };
  const id = numberIn(member('id'));
  const draft = member('draft');
  const chosen = draft === undefined ? {} : { draft: String(draft) };
  return id === undefined ? { name: String(member('name')), ...chosen } : { id, ...chosen };
}

function markOf(target: CallTarget): Value {
  if ('group' in target) return { group: target.group };
  const { draft } = target;
  const chosen = draft === undefined ? {} : { draft };
  return 'id' in target ? { id: target.id, ...chosen } : { name: target.name, ...chosen };
}

function numberIn(value: Value | undefined): number | undefined {
  const number = value === undefined ? undefined : toNumber(value);
  return number === undefined ? undefined : toNative(number);
}
