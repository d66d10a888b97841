/**
 * A JSON value to read: open and close, select, copy a value or its path. Long lists and long texts show their beginning
 * and ask before they show more, so that a payload of many megabytes opens as fast as a small one.
 */
import { stringifyJson, type Value } from '@fabula/formula';
import { ChevronRight } from 'lucide-react';
import { type KeyboardEvent, memo, type ReactNode, useCallback, useMemo, useRef, useState } from 'react';
import { classNames } from '../class-names.ts';
import { CopyButton, copyText } from '../copy-button.tsx';
import { walkTree } from '../tree-keys.ts';
import { childrenAtFirst, type JsonRow, openWithin, type TreeState, toRows } from './json-rows.ts';
import { JsonPreview, JsonScalar } from './json-scalar.tsx';

interface JsonTreeProps {
  readonly value: Value;
  /** Spoken name of the tree. */
  readonly label: string;
  /** Put before copied paths: the slug of the action, or nothing. */
  readonly pathRoot: string;
  /** About how many rows are open at first. */
  readonly openRows?: number;
  /** Draws texts; without it they are shown as JSON writes them. */
  readonly renderText?: (text: string) => ReactNode;
  /** Told the path of the row that is clicked or gone to with the keys. */
  readonly onPick?: (path: string) => void;
}

const moreAtOnce = 500;

/** Give it a `key` that changes with the value: which parts are open belongs to the value. */
export function JsonTree({ value, label, pathRoot, openRows = 120, renderText, onPick }: JsonTreeProps) {
  const [state, setState] = useState<TreeState>(() => ({ open: openWithin(value, openRows), shown: new Map() }));
  const rows = useMemo(() => toRows(value, state), [value, state]);
  const [current, setCurrent] = useState(rows[0]?.path);
  const tree = useRef<HTMLDivElement>(null);

  const toggle = useCallback((path: string) => {
    setState((before) => {
      const open = new Set(before.open);
      if (!open.delete(path)) open.add(path);
      return { ...before, open };
    });
  }, []);
  const pick = useCallback(
    (path: string) => {
      setCurrent(path);
      onPick?.(path);
    },
    [onPick],
  );
  const showMore = useCallback((path: string) => {
    setState((before) => {
      const shown = (before.shown.get(path) ?? childrenAtFirst) + moreAtOnce;
      return { ...before, shown: new Map(before.shown).set(path, shown) };
    });
  }, []);

  function focusRow(row: JsonRow | undefined) {
    if (row === undefined) return;
    setCurrent(row.path);
    tree.current?.querySelector<HTMLElement>(`[data-path="${CSS.escape(rowId(row))}"]`)?.focus();
  }

  function onKeyDown(event: KeyboardEvent) {
    const at = rows.findIndex((row) => row.path === current);
    const row = rows[at];
    if (row === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const isOpen = (each: JsonRow) => (each.kind === 'container' ? each.isOpen : null);
    const walk = { rows, at, isOpen, toggle: (each: JsonRow) => toggle(each.path), focus: focusRow };
    if (!walkTree(event.key, walk)) {
      if (row.kind === 'more') return;
      if (event.key === 'c') void copyText(textToCopy(row.value));
      else if (event.key === 'p') void copyText(fullPath(pathRoot, row.path));
      else if (event.key === 'P') void copyText(pillOf(pathRoot, row.path));
      else return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  if (rows.length === 0) return <p className="px-3 py-2 font-mono text-xs text-ink-faint">{stringifyJson(value)}</p>;
  return (
    <div
      ref={tree}
      role="tree"
      aria-label={label}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      className="py-1 font-mono text-xs leading-5 outline-none"
    >
      {rows.map((row) =>
        row.kind === 'more' ? (
          <div key={rowId(row)} role="treeitem" aria-level={row.depth + 1} tabIndex={-1} style={indent(row.depth)}>
            <button
              type="button"
              className="ml-4 rounded px-1.5 font-sans text-accent hover:bg-hover"
              onClick={() => showMore(row.path)}
            >
              Show {Math.min(moreAtOnce, row.total - row.shown)} more of {row.total.toLocaleString('en')}
            </button>
          </div>
        ) : (
          <Row
            key={rowId(row)}
            path={row.path}
            depth={row.depth}
            name={row.key}
            value={row.value}
            isContainer={row.kind === 'container'}
            isOpen={row.isOpen}
            isCurrent={row.path === current}
            pathRoot={pathRoot}
            onToggle={toggle}
            onFocus={pick}
            renderText={renderText}
          />
        ),
      )}
    </div>
  );
}

interface RowProps {
  readonly path: string;
  readonly depth: number;
  readonly name: string | number;
  readonly value: Value;
  readonly isContainer: boolean;
  readonly isOpen: boolean;
  readonly isCurrent: boolean;
  readonly pathRoot: string;
  readonly onToggle: (path: string) => void;
  readonly onFocus: (path: string) => void;
  readonly renderText: ((text: string) => ReactNode) | undefined;
}

const Row = memo(function Row(props: RowProps) {
  const { path, depth, name, value, isContainer, isOpen, isCurrent, pathRoot, onToggle, onFocus, renderText } = props;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree around it handles the keys
    <div
      role="treeitem"
      aria-level={depth + 1}
      {...(isContainer ? { 'aria-expanded': isOpen } : {})}
      data-path={path}
      tabIndex={isCurrent ? 0 : -1}
      onFocus={() => onFocus(path)}
      onClick={() => {
        // The end of selecting a text is not a click.
        if (isContainer && window.getSelection()?.isCollapsed !== false) onToggle(path);
      }}
      style={indent(depth)}
      className={classNames(
        'group relative flex items-start rounded-sm pr-2 hover:bg-hover focus-visible:-outline-offset-2',
        isContainer && 'cursor-pointer',
      )}
    >
      <span aria-hidden className="mt-0.5 flex size-4 shrink-0 items-center justify-center text-ink-faint">
        {isContainer && <ChevronRight className={classNames('size-3 transition-transform', isOpen && 'rotate-90')} />}
      </span>
      <span className="min-w-0 break-words whitespace-pre-wrap">
        {name !== '' && (
          <>
            <span className={typeof name === 'number' ? 'text-ink-faint' : 'text-json-key'}>{name}</span>
            <span className="text-ink-faint">: </span>
          </>
        )}
        {isContainer ? (
          <JsonPreview value={value} isOpen={isOpen} />
        ) : (
          <JsonScalar value={value} renderText={renderText} />
        )}
      </span>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keeps a click on its buttons from opening the row */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: see above */}
      <span
        onClick={(event) => event.stopPropagation()}
        className="absolute top-0 right-1 flex h-5 items-center rounded bg-surface opacity-0 shadow-card group-focus-within:opacity-100 group-hover:opacity-100 [&_button]:size-5 [&_svg]:size-3"
      >
        <CopyButton label="Copy value" text={() => textToCopy(value)} tabIndex={-1} />
        <CopyButton label="Copy path" text={fullPath(pathRoot, path)} icon="path" tabIndex={-1} />
        {pathRoot !== '' && (
          <CopyButton label="Copy as a pill" text={pillOf(pathRoot, path)} icon="pill" tabIndex={-1} />
        )}
      </span>
    </div>
  );
});

function rowId(row: JsonRow): string {
  return row.kind === 'more' ? `${row.path}…` : row.path;
}

function indent(depth: number) {
  return { paddingLeft: `${8 + depth * 14}px` };
}

/** As a formula writes it: `slug.body.items[0]`. */
function fullPath(root: string, path: string): string {
  return (root + path).replace(/^\./, '');
}

/** As a text reads it. */
function pillOf(root: string, path: string): string {
  return `<<${fullPath(root, path)}>>`;
}

/** A text itself, everything else as JSON. */
function textToCopy(value: Value): string {
  return typeof value === 'string' ? value : stringifyJson(value);
}
