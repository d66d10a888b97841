import type { ActionResponse } from '@fabula/model';
import { type KeyboardEvent, useId, useState } from 'react';
import { ActionIcon } from '../ui/action-icon.tsx';
import { actionKind } from '../ui/action-kind.ts';
import { classNames } from '../ui/class-names.ts';
import { Dialog } from '../ui/dialog.tsx';

interface FindActionProps {
  readonly isOpen: boolean;
  readonly actions: readonly ActionResponse[];
  readonly onClose: () => void;
  readonly onChoose: (actionId: number) => void;
}

/** Goes to an action by its name. */
export function FindAction({ isOpen, onClose, ...rest }: FindActionProps) {
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Find an action">
      <Finder {...rest} />
    </Dialog>
  );
}

const mostFound = 50;

function Finder({ actions, onChoose }: Pick<FindActionProps, 'actions' | 'onChoose'>) {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const listId = useId();
  const words = text.toLowerCase().split(/\s+/);
  const found = actions
    .filter((action) => {
      const name = `${action.name} ${actionKind(action.type, action.options).label}`.toLowerCase();
      return words.every((word) => name.includes(word));
    })
    .slice(0, mostFound);

  function onKeyDown(event: KeyboardEvent) {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setAt(Math.min(Math.max(at + step, 0), found.length - 1));
    }
    const chosen = found[at];
    if (event.key === 'Enter' && chosen !== undefined) onChoose(chosen.id);
  }

  return (
    <>
      <input
        type="text"
        role="combobox"
        aria-label="Name of the action"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={found[at] === undefined ? undefined : `${listId}-${found[at].id}`}
        placeholder="Type a part of its name"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
        className="h-10 w-full rounded-lg border border-line-strong bg-surface px-3"
      />
      <div id={listId} role="listbox" aria-label="Actions" className="mt-2 max-h-80 overflow-y-auto">
        {found.map((action, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above handles the keys
          <div
            key={action.id}
            id={`${listId}-${action.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            ref={(row) => {
              if (index === at) row?.scrollIntoView({ block: 'nearest' });
            }}
            onClick={() => onChoose(action.id)}
            className={classNames(
              'flex cursor-pointer items-center gap-3 rounded-lg px-2 py-1.5',
              index === at ? 'bg-hover' : 'hover:bg-hover',
            )}
          >
            <ActionIcon kind={actionKind(action.type, action.options)} size="small" />
            <span className="truncate">{action.name}</span>
          </div>
        ))}
        {found.length === 0 && <p className="px-2 py-3 text-ink-soft">No action is called that.</p>}
      </div>
    </>
  );
}
