import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { KeyRound, Plus } from 'lucide-react';
import { type Credential, credentialsQuery } from '../../data/credentials.ts';
import { holds, sessionQuery } from '../../data/session.ts';
import type { Team } from '../../data/teams.ts';
import { buttonClass } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { PagedList } from '../../ui/paged-list.tsx';
import { Empty, SkeletonRows } from '../../ui/states.tsx';
import { useChosenTeam } from '../chosen-team.ts';
import { RecordList, RecordRow, rowLinkClass } from '../record-list.tsx';
import { SettingsPage } from '../settings-page.tsx';
import { TeamPicker } from '../team-picker.tsx';
import { usedText } from '../used-by.tsx';
import { expiryState } from './expiry.ts';
import { credentialKinds } from './secret-fields.ts';

export function CredentialsPage() {
  const team = useChosenTeam();
  const { data: user } = useQuery({ ...sessionQuery, enabled: false });
  return (
    <SettingsPage
      title="Credentials"
      lead="Secrets that stories sign in with. They are sealed: stories use them, and no screen, event or log shows them again."
      actions={
        <>
          <TeamPicker />
          {team !== undefined && holds(user, team.id, 'credential:write') && (
            <Link
              to="/settings/credentials/new"
              search={({ team: chosen }) => ({ team: chosen })}
              className={buttonClass('primary')}
            >
              <Plus /> New credential
            </Link>
          )}
        </>
      }
    >
      {team === undefined ? <SkeletonRows count={4} className="h-14" /> : <Credentials key={team.id} team={team} />}
    </SettingsPage>
  );
}

function Credentials({ team }: { readonly team: Team }) {
  const query = useInfiniteQuery(credentialsQuery(team.id));
  return (
    <PagedList
      query={query}
      failure="The credentials could not be read."
      empty={
        <Empty icon={<KeyRound />} title="No credentials yet">
          Keep passwords and tokens here instead of in actions. A formula uses one as{' '}
          <code className="font-mono text-xs">CREDENTIAL.its_name</code>.
        </Empty>
      }
    >
      {(credentials) => (
        <RecordList label={`Credentials of ${team.name}`}>
          {credentials.map((credential) => (
            <CredentialRow key={credential.id} credential={credential} />
          ))}
        </RecordList>
      )}
    </PagedList>
  );
}

function CredentialRow({ credential }: { readonly credential: Credential }) {
  const { allowed_hosts: hosts, owner } = credential;
  return (
    <RecordRow
      title={
        <Link
          to="/settings/credentials/$credentialId"
          params={{ credentialId: String(credential.id) }}
          search={({ team }) => ({ team })}
          className={rowLinkClass}
        >
          {credential.name}
        </Link>
      }
      chips={
        <>
          <Chip>{credentialKinds[credential.mode].label}</Chip>
          {credential.read_access !== 'TEAM' && <Chip>shared</Chip>}
          <ExpiryChip expiresAt={credential.expires_at} />
        </>
      }
      facts={
        <>
          {credential.description !== '' && <span className="basis-full">{credential.description}</span>}
          <span>{usedText(credential.referencing_action_ids.length)}</span>
          <span>{hosts.length === 0 ? 'may go to any host' : `only to ${hosts.join(', ')}`}</span>
          {owner !== null && <span>kept by {owner.email}</span>}
        </>
      }
    />
  );
}

function ExpiryChip({ expiresAt }: { readonly expiresAt: string | null }) {
  if (expiresAt === null) return null;
  const day = new Date(expiresAt).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
  const state = expiryState(expiresAt, Date.now());
  if (state === 'expired') return <Chip tone="danger">expired {day}</Chip>;
  return <Chip tone={state === 'soon' ? 'warn' : 'plain'}>expires {day}</Chip>;
}
