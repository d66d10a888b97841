import { isArrayValue, type Value } from '@fabula/formula';
import { Plus } from 'lucide-react';
import { type ReactNode, useId, useRef, useState } from 'react';
import { inputClass } from '../../ui/input-class.ts';
import { type Container, type Entry, raiseEntry, toEntries, withEntry, withNewEntry, withoutEntry } from './entries.ts';
import { useForm } from './form-context.ts';
import { QuietButton } from './quiet-button.tsx';
import { toForm } from './value-form.ts';
import { ValueMenu } from './value-menu.tsx';

interface EntryRowsProps {
  readonly value: Container;
  readonly onChange: (value: Value) => void;
  readonly label: string;
  /** Draws what is in a row; given from outside, because it may hold rows again. */
  readonly drawValue: DrawValue;
}

type DrawValue = (part: { value: Value; onChange: (value: Value) => void; label: string }) => ReactNode;

/** The keys of an object or the items of a list, each with its value below it. */
export function EntryRows({ value, onChange, label, drawValue }: EntryRowsProps) {
  const { isReadOnly } = useForm();
  const list = useRef<HTMLUListElement>(null);
  const entries = toEntries(value);
  const isList = isArrayValue(value);

  function add() {
    onChange(withNewEntry(value));
    // The new row is there after the next drawing.
    requestAnimationFrame(() => {
      const field = list.current?.lastElementChild?.querySelector<HTMLElement>('input, .cm-content');
      field?.focus();
      if (field instanceof HTMLInputElement) field.select();
    });
  }

  return (
    <div className="border-l-2 border-line pl-2.5">
      <ul ref={list} aria-label={label} className="flex flex-col gap-2">
        {entries.map((entry, index) => (
          <EntryRow
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place; keys of objects can be renamed in it
            key={index}
            entry={entry}
            index={index}
            isItem={isList}
            taken={entries}
            label={label}
            drawValue={drawValue}
            onChange={(change) => onChange(withEntry(value, index, change))}
            onRaise={() => onChange(raiseEntry(value, index))}
            onRemove={() => onChange(withoutEntry(value, index))}
          />
        ))}
      </ul>
      {entries.length === 0 && <p className="py-1 text-xs text-ink-faint">{isList ? 'An empty list' : 'No keys'}</p>}
      {!isReadOnly && (
        <QuietButton
          onClick={add}
          className="mt-1 -ml-1.5"
          aria-label={`Add ${isList ? 'an item' : 'a key'} to ${label}`}
        >
          <Plus aria-hidden /> {isList ? 'Item' : 'Key'}
        </QuietButton>
      )}
    </div>
  );
}

interface EntryRowProps {
  readonly entry: Entry;
  readonly index: number;
  readonly isItem: boolean;
  readonly taken: readonly Entry[];
  readonly label: string;
  readonly drawValue: DrawValue;
  readonly onChange: (change: Partial<Entry>) => void;
  readonly onRaise: () => void;
  readonly onRemove: () => void;
}

function EntryRow({ entry, index, isItem, taken, label, drawValue, onChange, onRaise, onRemove }: EntryRowProps) {
  const name = isItem ? `${label} ${index + 1}` : `${label}.${entry.key}`;
  return (
    <li className="flex min-w-0 flex-col gap-1">
      <div className="flex items-center gap-1">
        {isItem ? (
          <span className="flex-1 font-mono text-2xs text-ink-faint">{index + 1}</span>
        ) : (
          <KeyInput entry={entry} taken={taken} label={label} onRename={(key) => onChange({ key })} />
        )}
        <ValueMenu
          value={entry.value}
          label={name}
          onForm={(form) => onChange({ value: toForm(entry.value, form) })}
          onRaise={index > 0 ? onRaise : undefined}
          onRemove={onRemove}
        />
      </div>
      {drawValue({ value: entry.value, onChange: (value) => onChange({ value }), label: name })}
    </li>
  );
}

interface KeyInputProps {
  readonly entry: Entry;
  readonly taken: readonly Entry[];
  readonly label: string;
  readonly onRename: (key: string) => void;
}

/** Renamed when it is left or with Enter, so that a half-written key cannot meet another. */
function KeyInput({ entry, taken, label, onRename }: KeyInputProps) {
  const { isReadOnly } = useForm();
  const problemId = useId();
  const [text, setText] = useState<string>();
  const isTaken = text !== undefined && text !== entry.key && taken.some(({ key }) => key === text);

  function commit() {
    if (text !== undefined && text !== entry.key && !isTaken) onRename(text);
    if (!isTaken) setText(undefined);
  }

  return (
    <span className="min-w-0 flex-1">
      <input
        type="text"
        aria-label={`Key ${entry.key} of ${label}`}
        aria-invalid={isTaken}
        aria-describedby={isTaken ? problemId : undefined}
        data-own-undo={text !== undefined}
        value={text ?? entry.key}
        readOnly={isReadOnly}
        spellCheck={false}
        onChange={(event) => setText(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit();
        }}
        className={inputClass(
          isTaken,
          'h-7 max-w-72 border-transparent! bg-transparent! px-1.5! font-mono text-xs! text-json-key hover:border-line! focus:border-line-strong! focus:bg-surface!',
        )}
      />
      {isTaken && (
        <span id={problemId} className="mt-0.5 block text-xs text-danger">
          This key is there already
        </span>
      )}
    </span>
  );
}
