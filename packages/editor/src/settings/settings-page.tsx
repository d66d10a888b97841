import { Link } from '@tanstack/react-router';
import { ChevronLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import type { SectionAddress } from './sections.tsx';

interface SettingsPageProps {
  readonly title: string;
  /** A sentence for whoever sees the page for the first time. */
  readonly lead?: ReactNode;
  /** What can be done with all of it: the button that makes a new one, the choice of a team. */
  readonly actions?: ReactNode;
  /** For a page of one thing: the list that it is in. */
  readonly back?: { readonly to: SectionAddress; readonly label: string };
  readonly children: ReactNode;
}

/** One page of the settings: its title, what it is for, and what is on it. */
export function SettingsPage({ title, lead, actions, back, children }: SettingsPageProps) {
  return (
    <div className="mx-auto flex max-w-4xl flex-col gap-5 p-4 md:p-8">
      <title>{`${title} · Fabula`}</title>
      <header className="flex flex-wrap items-end gap-x-4 gap-y-3">
        <div className="min-w-60 flex-1">
          {back !== undefined && (
            <Link
              to={back.to}
              search={({ team }) => ({ team })}
              className="-ml-1 mb-1 inline-flex h-7 items-center gap-1 rounded-md pr-1.5 text-xs text-ink-soft hover:text-ink"
            >
              <ChevronLeft className="size-3.5" aria-hidden />
              {back.label}
            </Link>
          )}
          <h1 className="text-xl font-medium tracking-tight break-words">{title}</h1>
          {lead !== undefined && <div className="mt-1 max-w-prose text-ink-soft">{lead}</div>}
        </div>
        {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </header>
      {children}
    </div>
  );
}
