import { membersOf, type Type } from './type.ts';

const NUMBERS: ReadonlySet<Type['kind']> = new Set<Type['kind']>(['number', 'integer', 'duration']);

/**
 * Whether values of the type `found` are of the type `type`. NULL is of every type, because types are optimistic, and so is
 * what is not known.
 */
export function admits(type: Type, found: Type): boolean {
  if (type.kind === 'any' || found.kind === 'any' || found.kind === 'null' || found.kind === 'never') return true;
  if (found.kind === 'union') return found.members.every((member) => admits(type, member));
  return membersOf(type).some((member) => {
    if (member.kind === 'array' && found.kind === 'array') return admits(member.item, found.item);
    if (member.kind === 'object' && found.kind === 'object') {
      return [...found.keys].every(([key, value]) => {
        const known = member.keys.get(key) ?? member.rest;
        return known !== null && admits(known, value);
      });
    }
    return (
      member.kind === found.kind || (member.kind !== 'integer' && NUMBERS.has(member.kind) && NUMBERS.has(found.kind))
    );
  });
}
