/** One difference between two moments of a story, in the documented shape (reference: api/story-change-control.md). */
import type { Value } from '@fabula/formula';
import { type StoryDifference, toTimestamp, type UserId } from '@fabula/model';

/** `participants`: who had a hand in it; nobody where that is not known. */
export function showDifference(difference: StoryDifference, modifiedAt: Date, participants: readonly UserId[] = []) {
  const { operation, target, name, type, id, fields, isPositional } = difference;
  const side = (which: 'before' | 'after'): Record<string, Value> =>
    Object.fromEntries(
      fields.flatMap((change) => (change[which] === undefined ? [] : [[change.field, change[which]]])),
    );
  return {
    operation,
    target,
    versions: [...(operation === 'add' ? [] : [side('before')]), ...(operation === 'remove' ? [] : [side('after')])],
    data: {
      name,
      type,
      modified_at: toTimestamp(modifiedAt.getTime()),
      participants: [...participants],
      guid: id,
      fields: fields.map(({ field }) => field),
      positional: isPositional,
    },
  };
}
