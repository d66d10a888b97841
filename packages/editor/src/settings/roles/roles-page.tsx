import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { type CustomRole, rolesQuery } from '../../data/roles.ts';
import { sessionQuery } from '../../data/session.ts';
import { countText } from '../../ui/amount.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { Failed, SkeletonRows } from '../../ui/states.tsx';
import { roleName } from '../members/role-name.ts';
import { RecordList, RecordRow } from '../record-list.tsx';
import { SettingsPage } from '../settings-page.tsx';
import { RoleActions } from './role-actions.tsx';
import { RoleDialog } from './role-dialog.tsx';

export function RolesPage() {
  const { data, error, refetch } = useQuery(rolesQuery);
  const { data: user } = useQuery({ ...sessionQuery, enabled: false });
  const mayManage = user?.is_admin === true;
  // null: a new one.
  const [edited, setEdited] = useState<CustomRole | null>();
  return (
    <SettingsPage
      title="Roles"
      lead="A role says what somebody may do in a team. Three are always there; put together more of them when none fits."
      actions={
        mayManage && (
          <Button look="primary" onClick={() => setEdited(null)}>
            <Plus /> New role
          </Button>
        )
      }
    >
      {data === undefined ? (
        error === null ? (
          <SkeletonRows count={3} className="h-14" />
        ) : (
          <Failed what="The roles could not be read." error={error} onRetry={() => void refetch()} />
        )
      ) : (
        <RecordList label="Roles">
          {data.default_roles.map(({ name, permissions }) => (
            <RecordRow
              key={name}
              title={roleName(name)}
              chips={<Chip>always there</Chip>}
              facts={<span>{countText(permissions.length, 'permission', 'permissions')}</span>}
            >
              <Held permissions={permissions} all={data.permissions} />
            </RecordRow>
          ))}
          {data.custom_roles.map((role) => (
            <RecordRow
              key={role.id}
              title={role.name}
              facts={
                <>
                  {role.description !== '' && <span className="basis-full">{role.description}</span>}
                  <span>{countText(role.permissions.length, 'permission', 'permissions')}</span>
                  <span>{role.member_count === 0 ? 'nobody has it' : `held by ${role.member_count}`}</span>
                </>
              }
              actions={mayManage && <RoleActions role={role} onEdit={() => setEdited(role)} />}
            >
              <Held permissions={role.permissions} all={data.permissions} />
            </RecordRow>
          ))}
        </RecordList>
      )}
      {data !== undefined && edited !== undefined && (
        <RoleDialog role={edited} permissions={data.permissions} onClose={() => setEdited(undefined)} />
      )}
    </SettingsPage>
  );
}

interface HeldProps {
  readonly permissions: readonly string[];
  readonly all: readonly { readonly name: string; readonly description: string }[];
}

function Held({ permissions, all }: HeldProps) {
  return (
    <details className="px-4 pb-3 text-xs">
      <summary className="w-fit cursor-pointer rounded text-ink-soft hover:text-ink">What it may do</summary>
      <ul className="mt-2 grid list-disc gap-x-6 gap-y-1 pl-5 text-ink-soft sm:grid-cols-2">
        {all
          .filter(({ name }) => permissions.includes(name))
          .map(({ name, description }) => (
            <li key={name}>{description}</li>
          ))}
      </ul>
    </details>
  );
}
