/** What tests hold inferred types against. */
import { membersOf, type Type } from './type.ts';

/** Whether a value is of a type; NULL is of every type, because types are optimistic. */
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
    const isNumber = (kind: string) => kind === 'number' || kind === 'integer' || kind === 'duration';
    return member.kind === found.kind || (member.kind !== 'integer' && isNumber(member.kind) && isNumber(found.kind));
  });
}
