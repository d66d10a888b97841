import type { ReactNode } from 'react';

/** A list of things that are looked after, one row each. */
export function RecordList({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <ul
      aria-label={label}
      className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-surface shadow-card"
    >
      {children}
    </ul>
  );
}

/** For the link in a title: the whole row is its target. */
export const rowLinkClass =
  'after:absolute after:inset-0 hover:text-accent focus-visible:outline-none focus-visible:after:rounded-xl focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus';

interface RecordRowProps {
  readonly icon?: ReactNode;
  readonly title: ReactNode;
  /** Short statements beside the title. */
  readonly chips?: ReactNode;
  /** Facts, in small letters. */
  readonly facts?: ReactNode;
  /** Buttons and choices at the end of the row. */
  readonly actions?: ReactNode;
  /** What opens under the row. */
  readonly children?: ReactNode;
}

export function RecordRow({ icon, title, chips, facts, actions, children }: RecordRowProps) {
  return (
    <li className="relative has-[a:hover]:bg-hover [contain-intrinsic-size:auto_4rem] [content-visibility:auto]">
      <div className="flex min-h-16 flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3">
        {icon !== undefined && <div className="shrink-0 text-ink-faint [&>svg]:size-4.5">{icon}</div>}
        <div className="min-w-44 flex-1">
          <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <div className="min-w-0 font-medium break-words">{title}</div>
            {chips}
          </div>
          {facts !== undefined && (
            <div className="mt-0.5 flex flex-wrap gap-x-3 gap-y-0.5 text-xs text-ink-soft">{facts}</div>
          )}
        </div>
        {actions !== undefined && <div className="relative ml-auto flex shrink-0 items-center gap-1.5">{actions}</div>}
      </div>
      {children}
    </li>
  );
}
