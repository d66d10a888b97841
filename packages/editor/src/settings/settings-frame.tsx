/** The frame of the settings: where one is, the navigation on a wide screen, the page. */
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useMatchRoute } from '@tanstack/react-router';
import { ChevronLeft } from 'lucide-react';
import { TopBar } from '../app/top-bar.tsx';
import { sessionQuery } from '../data/session.ts';
import { groupsFor } from './sections.tsx';

export function SettingsFrame() {
  const isOverview = Boolean(useMatchRoute()({ to: '/settings' }));
  return (
    <div className="flex h-full flex-col">
      <TopBar>
        <nav aria-label="Where you are" className="flex min-w-0 items-center">
          {isOverview ? (
            <span className="font-medium">Settings</span>
          ) : (
            <Link
              to="/settings"
              search={({ team }) => ({ team })}
              className="flex h-9 items-center gap-1 rounded-lg pr-2 font-medium hover:text-ink"
            >
              <ChevronLeft className="size-4 text-ink-faint md:hidden" aria-hidden />
              Settings
            </Link>
          )}
        </nav>
      </TopBar>
      <div className="flex min-h-0 flex-1">
        <Navigation />
        <main className="min-h-0 min-w-0 flex-1 overflow-y-auto">
          <Outlet />
        </main>
      </div>
    </div>
  );
}

function Navigation() {
  const { data: user } = useQuery({ ...sessionQuery, enabled: false });
  if (!user) return null;
  return (
    <nav
      aria-label="Settings"
      className="flex w-60 shrink-0 flex-col gap-5 overflow-y-auto border-r border-line bg-surface px-3 py-5 max-md:hidden"
    >
      {groupsFor(user).map(({ name, sections }) => (
        <div key={name}>
          <p className="px-2.5 pb-1 text-xs text-ink-faint">{name}</p>
          <ul className="flex flex-col gap-px">
            {sections.map(({ to, label, icon }) => (
              <li key={to}>
                <Link
                  to={to}
                  search={({ team }) => ({ team })}
                  className="flex h-9 items-center gap-2.5 rounded-lg px-2.5 text-ink-soft hover:bg-hover hover:text-ink [&_svg]:size-4 [&_svg]:shrink-0"
                  activeProps={{ className: 'bg-accent-soft font-medium text-accent hover:text-accent' }}
                >
                  {icon}
                  {label}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
