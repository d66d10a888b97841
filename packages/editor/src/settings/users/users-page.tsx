import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { UserPlus, Users } from 'lucide-react';
import { useState } from 'react';
import { sessionQuery } from '../../data/session.ts';
import { usersQuery } from '../../data/users.ts';
import { Button } from '../../ui/button.tsx';
import { PagedList } from '../../ui/paged-list.tsx';
import { Empty } from '../../ui/states.tsx';
import { RecordList } from '../record-list.tsx';
import { SettingsPage } from '../settings-page.tsx';
import { NewUserDialog } from './new-user-dialog.tsx';
import { UserRow } from './user-row.tsx';

export function UsersPage() {
  const { data: user } = useQuery({ ...sessionQuery, enabled: false });
  const query = useInfiniteQuery(usersQuery);
  const [isAdding, setAdding] = useState(false);
  return (
    <SettingsPage
      title="Users"
      lead="Everybody who can sign in. What they may do is said by their role in each team; owners may do everything, everywhere."
      actions={
        <Button look="primary" onClick={() => setAdding(true)}>
          <UserPlus /> New user
        </Button>
      }
    >
      <PagedList
        query={query}
        failure="The users could not be read."
        empty={<Empty icon={<Users />} title="Nobody is here yet" />}
      >
        {(users) => (
          <RecordList label="Users">
            {users.map((each) => (
              <UserRow key={each.id} account={each} isSelf={each.id === user?.id} />
            ))}
          </RecordList>
        )}
      </PagedList>
      <NewUserDialog isOpen={isAdding} onClose={() => setAdding(false)} />
    </SettingsPage>
  );
}
