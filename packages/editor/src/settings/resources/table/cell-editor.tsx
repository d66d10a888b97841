import type { Value } from '@fabula/formula';
import { type FocusEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { classNames } from '../../../ui/class-names.ts';
import { type CellKind, cellKinds, cellText, fromText } from './cell-kind.ts';

interface CellEditorProps {
  readonly name: string;
  readonly value: Value | undefined;
  readonly kind: CellKind;
  /** The key that opened it, if it was one that writes. */
  readonly typed: string | undefined;
  /** Without a value nothing changes. */
  readonly onFinish: (value: Value | undefined, step: 'stay' | 'down' | 'left' | 'right') => void;
  /** JSON is written where there is more room. */
  readonly onNested: (value: Value) => void;
}

const kindNames: Record<CellKind, string> = {
  text: 'Text',
  number: 'Number',
  boolean: 'True or false',
  null: 'Nothing',
  json: 'JSON…',
};

const problems: Record<CellKind, string> = {
  text: '',
  null: '',
  json: '',
  number: 'This is no number. Mend it, or choose Text.',
  boolean: 'Write true or false, or choose Text.',
};

/** A cell while it is written in, with the kind of its value beside it. */
export function CellEditor({ name, value, kind: kindBefore, typed, onFinish, onNested }: CellEditorProps) {
  const before = value === undefined || value === null ? '' : cellText(value);
  const [text, setText] = useState(typed !== undefined && kindBefore !== 'boolean' ? typed : before);
  const [kind, setKind] = useState(kindBefore);
  const [isTried, setTried] = useState(false);
  const problemId = useId();
  const frame = useRef<HTMLDivElement>(null);
  const written = fromText(text, kind);
  const isWrong = isTried && written === undefined;

  // At an edge of the table it is wider than its cell, and higher while it says what is wrong.
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at again when its height changes
  useEffect(() => frame.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' }), [isWrong]);

  function finish(step: 'stay' | 'down' | 'left' | 'right') {
    setTried(true);
    if (text === before && kind === kindBefore) onFinish(undefined, step);
    else if (written !== undefined) onFinish(written, step);
  }

  function onKeyDown(event: KeyboardEvent) {
    event.stopPropagation();
    if (event.key === 'Escape') onFinish(undefined, 'stay');
    else if (event.key === 'Enter') finish('down');
    else if (event.key === 'Tab' && event.target instanceof HTMLInputElement) finish(event.shiftKey ? 'left' : 'right');
    else return;
    event.preventDefault();
  }

  /** Somewhere else was pressed: what can be taken is. */
  function onBlur(event: FocusEvent) {
    if (event.currentTarget.contains(event.relatedTarget)) return;
    setTried(true);
    if (text === before && kind === kindBefore) return;
    if (written !== undefined) onFinish(written, 'stay');
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only listens to what happens in its fields
    <div
      ref={frame}
      onKeyDown={onKeyDown}
      onBlur={onBlur}
      onDoubleClick={(event) => event.stopPropagation()}
      className="absolute top-0 left-0 z-30 scroll-mt-9 scroll-ml-14 flex min-h-full min-w-[max(100%,17rem)] flex-col rounded-md bg-surface shadow-float outline-2 outline-focus"
    >
      <div className="flex h-9">
        {kind === 'null' ? (
          <span className="flex min-w-0 flex-1 items-center px-2.5 text-xs text-ink-faint">nothing</span>
        ) : (
          <input
            // biome-ignore lint/a11y/noAutofocus: it opens where somebody is about to write
            autoFocus
            type="text"
            aria-label={name}
            aria-invalid={isWrong}
            aria-describedby={isWrong ? problemId : undefined}
            spellCheck={false}
            autoComplete="off"
            value={text}
            onFocus={(event) => typed === undefined && event.target.select()}
            onChange={(event) => setText(event.target.value)}
            className={classNames(
              'min-w-0 flex-1 bg-transparent px-2.5 outline-none',
              kind !== 'text' && 'font-mono text-xs',
            )}
          />
        )}
        <select
          aria-label={`Kind of ${name}`}
          value={kind}
          onChange={({ target }) => {
            const next = cellKinds.find((each) => each === target.value) ?? 'text';
            if (next === 'json') return onNested(fromText(text, 'json') ?? text);
            setKind(next);
          }}
          className="h-full shrink-0 border-l border-line bg-surface px-1.5 text-xs"
        >
          {cellKinds.map((each) => (
            <option key={each} value={each}>
              {kindNames[each]}
            </option>
          ))}
        </select>
      </div>
      {isWrong && (
        <p id={problemId} role="alert" className="border-t border-line px-2.5 py-1.5 text-xs text-danger">
          {problems[kind]}
        </p>
      )}
    </div>
  );
}
