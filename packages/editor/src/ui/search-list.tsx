/** A field and the list of what fits what is typed in it. The focus stays in the field: arrows choose, Enter takes. */
import { type DragEvent, type KeyboardEvent, type ReactNode, useId, useState } from 'react';
import { classNames } from './class-names.ts';

interface SearchListProps<T> {
  /** Spoken name of the field. */
  readonly label: string;
  readonly placeholder: string;
  /** Spoken name of the list. */
  readonly listLabel: string;
  /** What fits, best first. */
  readonly find: (text: string) => readonly T[];
  /** Told what is typed, for what has to be asked elsewhere. */
  readonly onText?: (text: string) => void;
  readonly keyOf: (item: T) => string | number;
  readonly children: (item: T) => ReactNode;
  readonly onChoose: (item: T, isShifted: boolean) => void;
  /** Shown when nothing fits. */
  readonly nothing: string;
  /** Heads the rows from this item on; null: none. */
  readonly headingOf?: (item: T) => string | null;
  /** Makes the rows draggable. */
  readonly onDrag?: (item: T, event: DragEvent) => void;
  readonly className?: string;
}

export function SearchList<T>(props: SearchListProps<T>) {
  const { find, keyOf, onChoose } = props;
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const listId = useId();
  const found = find(text);
  const current = found[Math.min(at, found.length - 1)];

  function onKeyDown(event: KeyboardEvent) {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setAt(Math.min(Math.max(at + step, 0), found.length - 1));
    }
    if (event.key === 'Enter' && current !== undefined) {
      event.preventDefault();
      onChoose(current, event.shiftKey);
    }
  }

  return (
    <>
      <input
        type="text"
        role="combobox"
        aria-label={props.label}
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={current === undefined ? undefined : `${listId}-${keyOf(current)}`}
        placeholder={props.placeholder}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          props.onText?.(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
        className="h-10 w-full shrink-0 rounded-lg border border-line-strong bg-surface px-3"
      />
      <div
        id={listId}
        role="listbox"
        aria-label={props.listLabel}
        className={classNames('mt-2 overflow-y-auto', props.className ?? 'max-h-80')}
      >
        {found.map((item) => (
          <SearchRow
            key={keyOf(item)}
            id={`${listId}-${keyOf(item)}`}
            isCurrent={item === current}
            heading={props.headingOf?.(item) ?? null}
            onClick={() => onChoose(item, false)}
            {...(props.onDrag === undefined ? {} : { onDragStart: (event) => props.onDrag?.(item, event) })}
          >
            {props.children(item)}
          </SearchRow>
        ))}
        {found.length === 0 && <p className="px-2 py-3 text-ink-soft">{props.nothing}</p>}
      </div>
    </>
  );
}

interface SearchRowProps {
  readonly id: string;
  readonly isCurrent: boolean;
  readonly heading: string | null;
  readonly onClick: () => void;
  readonly onDragStart?: (event: DragEvent) => void;
  readonly children: ReactNode;
}

function SearchRow({ id, isCurrent, heading, onClick, onDragStart, children }: SearchRowProps) {
  return (
    <>
      {heading !== null && (
        <p role="presentation" className="px-2 pt-2 pb-1 text-xs text-ink-faint first:pt-0">
          {heading}
        </p>
      )}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the field above handles the keys */}
      <div
        id={id}
        role="option"
        tabIndex={-1}
        aria-selected={isCurrent}
        draggable={onDragStart !== undefined}
        onDragStart={onDragStart}
        ref={(row) => {
          if (isCurrent) row?.scrollIntoView({ block: 'nearest' });
        }}
        onClick={onClick}
        className={classNames(
          'flex cursor-pointer items-center gap-3 rounded-lg px-2 py-1.5',
          isCurrent ? 'bg-hover' : 'hover:bg-hover',
          onDragStart !== undefined && 'active:cursor-grabbing',
        )}
      >
        {children}
      </div>
    </>
  );
}
