/** Asks before actions that hold events are deleted: an undo brings the actions back, and not the events. */
import { countText } from '../ui/amount.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import type { HeldEvents } from './held-events.ts';

interface RemovalQuestionProps {
  /** undefined: nothing is asked. */
  readonly held: HeldEvents | undefined;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
}

export function RemovalQuestion({ held, onClose, onConfirm }: RemovalQuestionProps) {
  if (held === undefined) return null;
  const { actions, events } = held;
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={`Delete ${actions === 1 ? 'an action that holds' : `${actions} actions that hold`} ${countText(events, 'event', 'events')}?`}
      action="Delete"
      pending="Deleting…"
      isPending={false}
      error={null}
      onConfirm={onConfirm}
    >
      Undo brings {actions === 1 ? 'the action' : 'the actions'} back, with links and addresses. The events are gone for
      good.
    </ConfirmDialog>
  );
}
