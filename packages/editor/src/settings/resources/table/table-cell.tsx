// biome-ignore-all lint/a11y/useSemanticElements: elements of tables cannot be drawn in parts
// biome-ignore-all lint/a11y/useFocusableInteractive: the cells take the focus, and the buttons in their heads
import type { Value } from '@fabula/formula';
import { classNames } from '../../../ui/class-names.ts';
import { CellEditor } from './cell-editor.tsx';
import { type CellKind, cellText, kindOfCell } from './cell-kind.ts';

interface TableCellProps {
  readonly value: Value | undefined;
  /** How the table finds it. */
  readonly at: string;
  readonly index: number;
  /** Spoken name of its editor. */
  readonly name: string;
  readonly width: number;
  readonly isChosen: boolean;
  readonly opened: { readonly text?: string } | null;
  /** The kind that is proposed where there is nothing yet. */
  readonly kindWhenEmpty: () => CellKind;
  readonly onChoose: () => void;
  readonly onOpen: () => void;
  readonly onFinish: (value: Value | undefined, step: 'stay' | 'down' | 'left' | 'right') => void;
  readonly onNested: (value: Value) => void;
}

const colours: Record<CellKind, string> = {
  text: '',
  number: 'font-mono text-xs text-json-number',
  boolean: 'font-mono text-xs text-json-word',
  null: 'font-mono text-xs text-ink-faint',
  json: 'font-mono text-xs text-ink-soft',
};

/** Letters of a long text that are drawn; the rest is seen when it is opened. */
const mostShown = 200;

export function TableCell(props: TableCellProps) {
  const { value, at, index, name, width, isChosen, opened, kindWhenEmpty, onChoose, onOpen, onFinish, onNested } =
    props;
  const kind = kindOfCell(value);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the table handles the keys
    <div
      role="gridcell"
      data-cell={at}
      aria-colindex={index + 2}
      aria-selected={isChosen}
      tabIndex={isChosen ? 0 : -1}
      onClick={onChoose}
      onFocus={onChoose}
      onDoubleClick={onOpen}
      style={{ width }}
      className="relative flex min-w-0 cursor-cell scroll-mt-9 scroll-ml-14 items-center border-l border-line px-2.5 focus-visible:-outline-offset-2"
    >
      <span className={classNames('truncate whitespace-pre', colours[kind])}>
        {cellText(value).slice(0, mostShown)}
      </span>
      {opened !== null && (
        <CellEditor
          name={name}
          value={value}
          kind={kind === 'null' ? kindWhenEmpty() : kind}
          typed={opened.text}
          onFinish={onFinish}
          onNested={onNested}
        />
      )}
    </div>
  );
}
