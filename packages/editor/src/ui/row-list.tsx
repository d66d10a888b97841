import type { KeyboardEvent, ReactNode } from 'react';

/** A list whose rows hold one button each; the arrow keys move between them. */
export function RowList({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  function onKeyDown(event: KeyboardEvent<HTMLUListElement>) {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')];
    const at = rows.findIndex((row) => event.target instanceof Node && row.contains(event.target));
    const next = rows[at + (event.key === 'ArrowDown' ? 1 : -1)];
    if (at === -1 || next === undefined) return;
    event.preventDefault();
    next.focus();
  }
  return (
    <ul aria-label={label} onKeyDown={onKeyDown} className="flex flex-col gap-px p-1.5">
      {children}
    </ul>
  );
}

interface RowProps {
  readonly isCurrent: boolean;
  readonly onChoose: () => void;
  readonly children: ReactNode;
}

export function Row({ isCurrent, onChoose, children }: RowProps) {
  return (
    <li className="[contain-intrinsic-size:auto_2rem] [content-visibility:auto]">
      <button
        type="button"
        data-row
        aria-current={isCurrent ? 'true' : undefined}
        onClick={onChoose}
        className="flex min-h-8 w-full items-center gap-2.5 rounded-lg px-2.5 py-1 text-left hover:bg-hover focus-visible:-outline-offset-2 aria-[current]:bg-accent-soft"
      >
        {children}
      </button>
    </li>
  );
}
