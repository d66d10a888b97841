/** What the toy actions pass on: who the run is for, a number to choose and count by, and the laps of loops under way. */
import { getKey, isObjectValue, type Value } from '@fabula/formula';

export interface ToyPayload {
  /** Names the accepted request, or the tick, that everything comes from; null: lost on the way (an unknown outcome). */
  readonly root: string | null;
  /** The calls on the way to this run, by the ids of their actions. */
  readonly via: string;
  readonly i: number;
  /** Slug of a loop → rounds so far. */
  readonly laps: Readonly<Record<string, number>>;
}

export function readPayload(value: Value | undefined): ToyPayload {
  if (value === undefined || !isObjectValue(value)) return { root: null, via: '', i: 0, laps: {} };
  const root = getKey(value, 'root');
  const via = getKey(value, 'via');
  const i = getKey(value, 'i');
  const laps = getKey(value, 'laps');
  return {
    root: typeof root === 'string' ? root : null,
    via: typeof via === 'string' ? via : '',
    i: typeof i === 'number' ? i : 0,
    laps: laps !== undefined && isObjectValue(laps) ? (laps as Readonly<Record<string, number>>) : {},
  };
}

export function withLap({ laps, ...rest }: ToyPayload, slug: string, count: number | null): ToyPayload {
  const others = Object.entries(laps).filter(([key]) => key !== slug);
  return { ...rest, laps: Object.fromEntries(count === null ? others : [...others, [slug, count]]) };
}

/** As the engine writes it: always in this order of keys. */
export function asValue({ root, via, i, laps }: ToyPayload): Value {
  return { root, via, i, laps };
}

export function rootPayload(root: string, i: number): ToyPayload {
  return { root, via: '', i, laps: {} };
}

/** What a call passes to the run that it starts. */
export function passedOn({ via, ...rest }: ToyPayload, actionId: number): ToyPayload {
  return { ...rest, via: `${via}${actionId} `, laps: {} };
}

export function asText(payload: ToyPayload): string {
  return JSON.stringify(asValue(payload));
}
