import { credentialModes } from '@fabula/model';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { type CredentialMode, useCreateCredential } from '../../data/credentials.ts';
import { holds, sessionQuery } from '../../data/session.ts';
import type { Team } from '../../data/teams.ts';
import { SkeletonRows } from '../../ui/states.tsx';
import { useChosenTeam } from '../chosen-team.ts';
import { SettingsPage } from '../settings-page.tsx';
import { newFields } from './credential-fields.ts';
import { CredentialForm } from './credential-form.tsx';
import { KindChoice } from './kind-choice.tsx';
import { initialValues } from './secret-fields.ts';

export function NewCredentialPage() {
  const team = useChosenTeam();
  return (
    <SettingsPage
      title="New credential"
      lead={team && `For the stories of ${team.name}. It is sealed when you save it: nobody can read it afterwards.`}
      back={{ to: '/settings/credentials', label: 'Credentials' }}
    >
      {team === undefined ? <SkeletonRows count={5} className="h-12" /> : <Creation team={team} />}
    </SettingsPage>
  );
}

function Creation({ team }: { readonly team: Team }) {
  const { data: user } = useQuery({ ...sessionQuery, enabled: false });
  const create = useCreateCredential();
  const navigate = useNavigate();
  const [mode, setMode] = useState<CredentialMode>(credentialModes[0]);
  const [fields, setFields] = useState(() => newFields(mode));

  function choose(next: CredentialMode) {
    setMode(next);
    setFields({ ...fields, values: initialValues(next) });
    create.reset();
  }

  return (
    <>
      <KindChoice value={mode} onChange={choose} />
      <CredentialForm
        teamId={team.id}
        mode={mode}
        saved={null}
        fields={fields}
        onChange={setFields}
        isSaving={create.isPending}
        error={create.error}
        mayWrite={holds(user, team.id, 'credential:write')}
        mayShare={holds(user, team.id, 'credential:share')}
        onSave={(change) =>
          create.mutate(
            { ...change, mode, team_id: team.id },
            {
              onSuccess: ({ id }) =>
                navigate({
                  to: '/settings/credentials/$credentialId',
                  params: { credentialId: String(id) },
                  search: ({ team: chosen }) => ({ team: chosen }),
                  ignoreBlocker: true,
                  replace: true,
                }),
            },
          )
        }
      />
    </>
  );
}
