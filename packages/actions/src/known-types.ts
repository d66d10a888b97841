/**
 * Every documented type of action (actions.md section 1). The API accepts and the editor shows all of them; those that are
 * not in the registry are kept as they are and do nothing but write an error log when an event reaches them.
 */
import type { ActionType } from '@fabula/engine';
import { actionTypes } from './registry.ts';

export interface KnownType extends Omit<ActionType, 'plan'> {
  /** Whether this version runs it. */
  readonly isSupported: boolean;
}

export const knownTypes: ReadonlyMap<string, KnownType> = new Map(
  [...actionTypes.values()].map(supported).map((type) => [type.type, type]),
);

function supported({ plan: _, ...known }: ActionType): KnownType {
  return { ...known, isSupported: true };
}
