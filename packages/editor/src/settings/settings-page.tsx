import type { ReactNode } from 'react';

interface SettingsPageProps {
  readonly title: string;
  /** A sentence for whoever sees the page for the first time. */
  readonly lead: ReactNode;
  /** What can be done with all of it: the button that makes a new one, the choice of a team. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** One page of the settings: its title, what it is for, and what is on it. */
export function SettingsPage({ title, lead, actions, children }: SettingsPageProps) {
  return (
    <div className="mx-auto flex max-w-4xl flex-col gap-5 p-4 md:p-8">
      <title>{`${title} · Fabula`}</title>
      <header className="flex flex-wrap items-end gap-x-4 gap-y-3">
        <div className="min-w-60 flex-1">
          <h1 className="text-xl font-medium tracking-tight">{title}</h1>
          <p className="mt-1 max-w-prose text-ink-soft">{lead}</p>
        </div>
        {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </header>
      {children}
    </div>
  );
}
