import type { StoryResponse } from '@fabula/model';
import type { Editing } from '../data/editing.ts';

/**
 * Where a version goes when it is restored. `here`: over what is open. `draft`: the live story is under change control, so it
 * goes into a draft.
 */
export type RestoreWay =
  | { readonly kind: 'here' }
  | { readonly kind: 'draft' }
  | { readonly kind: 'refused'; readonly why: string };

type Rules = Pick<StoryResponse, 'change_control_enabled' | 'locked' | 'synced_from'>;

/** The rules of the server, so that nobody is offered what would be refused. `canWrite`: the person may change the story. */
export function restoreWay(editing: Editing, story: Rules, canWrite: boolean): RestoreWay {
  if (!editing.readOnly) return { kind: 'here' };
  const isOpen = canWrite && !story.locked && story.synced_from === null;
  if (editing.draftId === null && story.change_control_enabled && isOpen) return { kind: 'draft' };
  return { kind: 'refused', why: editing.why ?? 'It is not known yet whether you may restore it.' };
}
