import type { ActionResponse } from '@fabula/model';
import { ActionIcon } from '../ui/action-icon.tsx';
import { actionKind } from '../ui/action-kind.ts';
import { Dialog } from '../ui/dialog.tsx';
import { SearchList } from '../ui/search-list.tsx';

interface FindActionProps {
  readonly isOpen: boolean;
  readonly actions: readonly ActionResponse[];
  readonly onClose: () => void;
  readonly onChoose: (actionId: number) => void;
}

const mostFound = 50;

/** Goes to an action by its name. */
export function FindAction({ isOpen, actions, onClose, onChoose }: FindActionProps) {
  function find(text: string): ActionResponse[] {
    const words = text.toLowerCase().split(/\s+/);
    return actions
      .filter((action) => {
        const name = `${action.name} ${actionKind(action.type, action.options).label}`.toLowerCase();
        return words.every((word) => name.includes(word));
      })
      .slice(0, mostFound);
  }
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Find an action">
      <SearchList
        label="Name of the action"
        placeholder="Type a part of its name"
        listLabel="Actions"
        find={find}
        keyOf={({ id }) => id}
        onChoose={({ id }) => onChoose(id)}
        nothing="No action is called that."
      >
        {(action) => (
          <>
            <ActionIcon kind={actionKind(action.type, action.options)} size="small" />
            <span className="truncate">{action.name}</span>
          </>
        )}
      </SearchList>
    </Dialog>
  );
}
