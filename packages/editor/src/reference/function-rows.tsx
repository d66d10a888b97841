import { Link } from '@tanstack/react-router';
import { type KeyboardEvent, memo } from 'react';
import { Prose } from '../formula-field/prose.tsx';
import type { Entry } from './catalogue.ts';

interface FunctionRowsProps {
  readonly entries: readonly Entry[];
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

export function FunctionRows({ entries, onKeyDown }: FunctionRowsProps) {
  return (
    <ul aria-label="Functions" onKeyDown={onKeyDown} className="divide-y divide-line">
      {entries.map((entry) => (
        <FunctionRow key={entry.name} entry={entry} />
      ))}
    </ul>
  );
}

const FunctionRow = memo(function FunctionRow({ entry }: { readonly entry: Entry }) {
  return (
    <li>
      <Link
        to="/reference/formulas/$name"
        params={{ name: entry.name }}
        className="flex gap-x-4 gap-y-0.5 px-4 py-2.5 hover:bg-hover focus-visible:-outline-offset-2 max-md:flex-col"
      >
        <span className="w-64 shrink-0 font-mono text-[0.8125rem] font-medium break-all text-formula">
          {entry.name}
        </span>
        <span className="min-w-0 text-ink-soft">
          <Prose text={entry.summary} />
        </span>
      </Link>
    </li>
  );
});
