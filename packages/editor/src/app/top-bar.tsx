import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { LogOut, Monitor, Moon, Settings, SquareFunction, Sun } from 'lucide-react';
import type { ReactNode } from 'react';
import { nameOf, sessionQuery, useSignOut } from '../data/session.ts';
import { Menu, MenuChoice, MenuChoices, MenuItem, MenuLabel, MenuSeparator } from '../ui/menu.tsx';
import { chooseTheme, type Theme, useTheme } from '../ui/theme.ts';
import { Tooltip } from '../ui/tooltip.tsx';
import { useShortcut } from '../ui/use-shortcut.ts';
import { Mark } from './brand.tsx';

const themes: readonly { readonly value: Theme; readonly label: string; readonly icon: ReactNode }[] = [
  { value: 'system', label: 'As the system', icon: <Monitor /> },
  { value: 'light', label: 'Light', icon: <Sun /> },
  { value: 'dark', label: 'Dark', icon: <Moon /> },
];

/** A phone has no room for them beside the name of a story: there they are in the menu of the person. */
const linkClass =
  'flex size-9 shrink-0 items-center justify-center rounded-lg text-ink-soft hover:bg-hover hover:text-ink max-md:hidden';

/** The bar at the top: the way home, what the page puts there, and the person. */
export function TopBar({ children }: { readonly children?: ReactNode }) {
  return (
    <header className="flex h-14 shrink-0 items-center gap-3 border-b border-line bg-surface px-3 md:px-4">
      <Link to="/stories" search={{}} aria-label="All stories" className="rounded-lg">
        <Mark />
      </Link>
      <div className="flex min-w-0 flex-1 items-center gap-2">{children}</div>
      <FormulaLink />
      <SettingsLink />
      <PersonMenu />
    </header>
  );
}

function FormulaLink() {
  const navigate = useNavigate();
  useShortcut('x', () => void navigate({ to: '/reference/formulas', search: {} }));
  return (
    <Tooltip text="Formula reference" shortcut="x">
      <Link to="/reference/formulas" search={{}} aria-label="Formula reference" className={linkClass}>
        <SquareFunction className="size-4.5" />
      </Link>
    </Tooltip>
  );
}

function SettingsLink() {
  return (
    <Tooltip text="Settings">
      <Link to="/settings" search={{}} aria-label="Settings" className={linkClass}>
        <Settings className="size-4.5" />
      </Link>
    </Tooltip>
  );
}

function PersonMenu() {
  const { data: user } = useQuery({ ...sessionQuery, enabled: false });
  const signOut = useSignOut();
  const theme = useTheme();
  if (!user) return null;
  const name = nameOf(user);
  return (
    <Menu
      trigger={
        <button
          type="button"
          aria-label={`${name}: account and appearance`}
          className="flex size-8 shrink-0 items-center justify-center rounded-full bg-accent-soft text-xs font-medium text-accent uppercase"
        >
          {name.slice(0, 1)}
        </button>
      }
    >
      <MenuLabel>
        <span className="block font-medium text-ink">{name}</span>
        {name !== user.email && user.email}
      </MenuLabel>
      <div className="md:hidden">
        <MenuSeparator />
        <MenuItem asChild>
          <Link to="/settings" search={{}}>
            <Settings /> Settings
          </Link>
        </MenuItem>
        <MenuItem asChild>
          <Link to="/reference/formulas" search={{}}>
            <SquareFunction /> Formula reference
          </Link>
        </MenuItem>
      </div>
      <MenuSeparator />
      <MenuLabel>Appearance</MenuLabel>
      <MenuChoices value={theme}>
        {themes.map(({ value, label, icon }) => (
          <MenuChoice key={value} value={value} onSelect={() => chooseTheme(value)}>
            {icon}
            {label}
          </MenuChoice>
        ))}
      </MenuChoices>
      <MenuSeparator />
      <MenuItem onSelect={() => signOut.mutate()}>
        <LogOut />
        Sign out
      </MenuItem>
    </Menu>
  );
}
