/** The pages of the settings, in the order of their navigation. */

import { Database, KeyRound, Users } from 'lucide-react';
import type { ReactNode } from 'react';
import type { User } from '../data/session.ts';

export interface SectionGroup {
  readonly name: string;
  readonly sections: readonly Section[];
}

/** The addresses of the lists. */
export type SectionAddress = '/settings/members' | '/settings/credentials' | '/settings/resources';

interface Section {
  readonly to: SectionAddress;
  readonly label: string;
  readonly icon: ReactNode;
  /** What one does there, for whoever has never been there. */
  readonly says: string;
  /** Only owners of the tenant are let in. */
  readonly isForOwners?: boolean;
}

const groups: readonly SectionGroup[] = [
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
    ],
  },
];

/** What this person can open. The server decides anew for everything that is asked there. */
export function groupsFor(user: User): readonly SectionGroup[] {
  return groups
    .map(({ name, sections }) => ({ name, sections: sections.filter((each) => !each.isForOwners || user.is_admin) }))
    .filter(({ sections }) => sections.length > 0);
}
