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

const unsupported: readonly KnownType[] = [
  known('Agents::GroupAgent', 'Group', { canReceive: true, canBeScheduled: false }),
  known('Agents::GroupInputAgent', 'Group Input', { canReceive: true, canBeScheduled: false }),
  known('Agents::GroupOutputAgent', 'Group Output', { canReceive: true, canBeScheduled: false }),
];

export const knownTypes: ReadonlyMap<string, KnownType> = new Map(
  [...unsupported, ...[...actionTypes.values()].map(supported)].map((type) => [type.type, type]),
);

function known(
  type: string,
  title: string,
  abilities: { readonly canReceive: boolean; readonly canBeScheduled: boolean },
): KnownType {
  return { type, title, ...abilities, canEmit: true, options: [], defaultOptions: () => ({}), isSupported: false };
}

function supported({ plan: _, ...known }: ActionType): KnownType {
  return { ...known, isSupported: true };
}
