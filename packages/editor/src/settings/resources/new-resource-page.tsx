import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useCreateResource } from '../../data/resources.ts';
import { holds, sessionQuery } from '../../data/session.ts';
import { SkeletonRows } from '../../ui/states.tsx';
import { useChosenTeam } from '../chosen-team.ts';
import { SettingsPage } from '../settings-page.tsx';
import { ownTeamAlone } from '../sharing.ts';
import { ResourceForm } from './resource-form.tsx';
import { write } from './written-value.ts';

const empty = { name: '', description: '', sharing: ownTeamAlone, value: write('') };

export function NewResourcePage() {
  const team = useChosenTeam();
  const { data: user } = useQuery({ ...sessionQuery, enabled: false });
  const create = useCreateResource();
  const navigate = useNavigate();
  const [fields, setFields] = useState(empty);
  return (
    <SettingsPage
      title="New resource"
      lead={team && `For the stories of ${team.name}. They read it by a name that is made from this one.`}
      back={{ to: '/settings/resources', label: 'Resources' }}
    >
      {team === undefined ? (
        <SkeletonRows count={5} className="h-12" />
      ) : (
        <ResourceForm
          teamId={team.id}
          saved={null}
          fields={fields}
          onChange={setFields}
          isSaving={create.isPending}
          error={create.error}
          mayWrite={holds(user, team.id, 'resource:write')}
          mayShare={holds(user, team.id, 'resource:share')}
          onSave={(change) =>
            create.mutate([...change, ['team_id', team.id]], {
              onSuccess: ({ id }) =>
                navigate({
                  to: '/settings/resources/$resourceId',
                  params: { resourceId: String(id) },
                  search: ({ team: chosen }) => ({ team: chosen }),
                  ignoreBlocker: true,
                  replace: true,
                }),
            })
          }
        />
      )}
    </SettingsPage>
  );
}
