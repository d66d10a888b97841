/** What there is to set, each with a sentence: the way in on a phone, and for whoever looks for something. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { sessionQuery } from '../data/session.ts';
import { groupsFor } from './sections.tsx';
import { SettingsPage } from './settings-page.tsx';

export function OverviewPage() {
  const { data: user } = useQuery({ ...sessionQuery, enabled: false });
  return (
    <SettingsPage title="Settings" lead="What stands around your stories.">
      {user &&
        groupsFor(user).map(({ name, sections }) => (
          <section key={name} aria-label={name}>
            <h2 className="pb-2 text-xs font-medium text-ink-faint">{name}</h2>
            <ul className="grid gap-2.5 sm:grid-cols-2">
              {sections.map(({ to, label, icon, says }) => (
                <li key={to}>
                  <Link
                    to={to}
                    search={({ team }) => ({ team })}
                    className="flex h-full items-start gap-3 rounded-xl border border-line bg-surface p-4 shadow-card hover:border-line-strong [&_svg]:mt-0.5 [&_svg]:size-4.5 [&_svg]:shrink-0 [&_svg]:text-accent"
                  >
                    {icon}
                    <span>
                      <span className="font-medium">{label}</span>
                      <span className="mt-0.5 block text-ink-soft">{says}</span>
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        ))}
    </SettingsPage>
  );
}
