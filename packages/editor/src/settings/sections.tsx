/** The pages of the settings, in the order of their navigation. */

import {
  ChartColumn,
  Database,
  KeyRound,
  KeySquare,
  ListTodo,
  ScrollText,
  Share2,
  ShieldCheck,
  SlidersHorizontal,
  UserCog,
  Users,
} from 'lucide-react';
import type { ReactNode } from 'react';
import type { User } from '../data/session.ts';

export interface SectionGroup {
  readonly name: string;
  readonly sections: readonly Section[];
}

/** The addresses of the lists. */
export type SectionAddress =
  | '/settings/preferences'
  | '/settings/api-keys'
  | '/settings/credentials'
  | '/settings/resources'
  | '/settings/members'
  | '/settings/sync'
  | '/settings/users'
  | '/settings/roles'
  | '/settings/audit-log'
  | '/settings/reports'
  | '/settings/jobs';

interface Section {
  readonly to: SectionAddress;
  readonly label: string;
  readonly icon: ReactNode;
  /** What one does there, for whoever has never been there. */
  readonly says: string;
  /** Who is let in; absent: everybody. */
  readonly isFor?: (user: User) => boolean;
}

const owners = (user: User) => user.is_admin;

const groups: readonly SectionGroup[] = [
  {
    name: 'You',
    sections: [
      {
        to: '/settings/preferences',
        label: 'Preferences',
        icon: <SlidersHorizontal />,
        says: 'Colours, time zone, your name and password.',
      },
      {
        to: '/settings/api-keys',
        label: 'API keys',
        icon: <KeySquare />,
        says: 'For programs that speak to Fabula: yours, and those of your teams.',
      },
    ],
  },
  {
    name: 'Team',
    sections: [
      {
        to: '/settings/credentials',
        label: 'Credentials',
        icon: <KeyRound />,
        says: 'Passwords, tokens and keys that stories use and nobody sees again.',
      },
      {
        to: '/settings/resources',
        label: 'Resources',
        icon: <Database />,
        says: 'Values that stories share: lists, settings, addresses.',
      },
      {
        to: '/settings/members',
        label: 'Members',
        icon: <Users />,
        says: 'Who works in a team, and what they may do there.',
      },
      {
        to: '/settings/sync',
        label: 'Sync destinations',
        icon: <Share2 />,
        says: 'Publish stories to other teams and other installations.',
      },
      {
        to: '/settings/reports',
        label: 'Reports',
        icon: <ChartColumn />,
        says: 'Time saved, and which actions run most and longest.',
      },
    ],
  },
  {
    name: 'Everything',
    sections: [
      {
        to: '/settings/users',
        label: 'Users',
        icon: <UserCog />,
        says: 'Everybody who can sign in, and who are the owners.',
        isFor: owners,
      },
      {
        to: '/settings/roles',
        label: 'Roles',
        icon: <ShieldCheck />,
        says: 'What a role lets people do in a team, and roles of your own.',
      },
      {
        to: '/settings/audit-log',
        label: 'Audit log',
        icon: <ScrollText />,
        says: 'Who changed what, and when.',
        isFor: (user) => user.is_admin || user.tenant_permissions.includes('AUDIT_LOG_READ'),
      },
      {
        to: '/settings/jobs',
        label: 'Jobs',
        icon: <ListTodo />,
        says: 'What waits, what is tried again, and what has failed for good.',
        isFor: owners,
      },
    ],
  },
];

/** What this person can open. The server decides anew for everything that is asked there. */
export function groupsFor(user: User): readonly SectionGroup[] {
  return groups
    .map(({ name, sections }) => ({ name, sections: sections.filter((each) => each.isFor?.(user) ?? true) }))
    .filter(({ sections }) => sections.length > 0);
}
