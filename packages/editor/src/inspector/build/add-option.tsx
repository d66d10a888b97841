import type { OptionField } from '@fabula/model';
import { Plus } from 'lucide-react';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { buttonClass } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { inputClass } from '../../ui/input-class.ts';
import { Popover } from '../../ui/popover.tsx';
import { plainText } from './plain-text.ts';

interface AddOptionProps {
  readonly fields: readonly OptionField[];
  readonly onAdd: (field: OptionField) => void;
  /** Called when the search has closed and the new option can take the focus. */
  readonly onAdded: (field: OptionField) => void;
}

/** The options that are not shown yet, to search and to choose from. */
export function AddOption({ fields, onAdd, onAdded }: AddOptionProps) {
  const [isOpen, setOpen] = useState(false);
  const chosen = useRef<OptionField>(undefined);
  return (
    <Popover
      label="Add option"
      isOpen={isOpen}
      onOpen={(next) => {
        chosen.current = undefined;
        setOpen(next);
      }}
      onClosed={() => {
        if (chosen.current !== undefined) onAdded(chosen.current);
        return chosen.current !== undefined;
      }}
      trigger={
        <button type="button" className={buttonClass('secondary', 'w-full border-dashed shadow-none')}>
          <Plus aria-hidden /> Add option
        </button>
      }
    >
      <OptionSearch
        fields={fields}
        onChoose={(field) => {
          chosen.current = field;
          setOpen(false);
          onAdd(field);
        }}
      />
    </Popover>
  );
}

function OptionSearch({ fields, onChoose }: { fields: readonly OptionField[]; onChoose: AddOptionProps['onAdd'] }) {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const listId = useId();
  const words = text.toLowerCase().split(/\s+/);
  const found = fields.filter(({ key, title, help }) => {
    const spoken = `${title} ${key} ${help}`.toLowerCase();
    return words.every((word) => spoken.includes(word));
  });

  function onKeyDown(event: KeyboardEvent) {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setAt(Math.min(Math.max(at + step, 0), found.length - 1));
    }
    const chosen = found[at];
    if (event.key === 'Enter' && chosen !== undefined) {
      event.preventDefault();
      onChoose(chosen);
    }
  }

  return (
    <>
      <input
        type="text"
        role="combobox"
        aria-label="Search options"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={found[at] === undefined ? undefined : `${listId}-${found[at].key}`}
        placeholder="Search options"
        data-own-undo
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
        className={inputClass(false, 'shrink-0')}
      />
      <div id={listId} role="listbox" aria-label="Options" className="mt-1.5 min-h-0 overflow-y-auto">
        {found.map((field, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above handles the keys
          <div
            key={field.key}
            id={`${listId}-${field.key}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            ref={(row) => {
              if (index === at) row?.scrollIntoView({ block: 'nearest' });
            }}
            onClick={() => onChoose(field)}
            className={classNames(
              'cursor-pointer rounded-lg px-2.5 py-1.5',
              index === at ? 'bg-hover' : 'hover:bg-hover',
            )}
          >
            <div className="text-[0.8125rem] font-medium">{field.title}</div>
            <div className="line-clamp-2 text-xs text-ink-soft">{plainText(field.help)}</div>
          </div>
        ))}
      </div>
      {found.length === 0 && <p className="px-2.5 py-2 text-xs text-ink-soft">No option is about that.</p>}
    </>
  );
}
