import type { ReactNode } from 'react';

/** The line above a part of a workbench: what it is, and what belongs to it. */
export function Caption({ text, children }: { readonly text: string; readonly children?: ReactNode }) {
  return (
    <div className="flex h-8 shrink-0 items-center gap-1.5 pl-0.5">
      <span className="text-xs font-medium text-ink-soft">{text}</span>
      {children}
    </div>
  );
}
