import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { KeySquare, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { type ApiKey, apiKeysQuery, useDeleteApiKey } from '../../data/api-keys.ts';
import { sessionQuery } from '../../data/session.ts';
import { teamsQuery } from '../../data/teams.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { PagedList } from '../../ui/paged-list.tsx';
import { Empty } from '../../ui/states.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { RecordList, RecordRow } from '../record-list.tsx';
import { SettingsPage } from '../settings-page.tsx';
import { kindNames } from './kind-names.ts';
import { NewKeyDialog } from './new-key-dialog.tsx';

export function KeysPage() {
  const query = useInfiniteQuery(apiKeysQuery);
  const [isAdding, setAdding] = useState(false);
  return (
    <SettingsPage
      title="API keys"
      lead="For programs that speak to Fabula: your own keys, and those of the teams and services that you look after."
      actions={
        <Button look="primary" onClick={() => setAdding(true)}>
          <Plus /> New key
        </Button>
      }
    >
      <PagedList
        query={query}
        failure="The keys could not be read."
        empty={
          <Empty icon={<KeySquare />} title="No keys yet">
            A key lets a program do what you can do by hand, over the API. It is shown once, when it is made.
          </Empty>
        }
      >
        {(keys) => (
          <RecordList label="API keys">
            {keys.map((each) => (
              <KeyRow key={each.id} apiKey={each} />
            ))}
          </RecordList>
        )}
      </PagedList>
      <NewKeyDialog isOpen={isAdding} onClose={() => setAdding(false)} />
    </SettingsPage>
  );
}

function KeyRow({ apiKey }: { readonly apiKey: ApiKey }) {
  const { data: user } = useQuery({ ...sessionQuery, enabled: false });
  const { data: teams } = useQuery(teamsQuery);
  const remove = useDeleteApiKey(apiKey.id);
  const [isAsking, setAsking] = useState(false);
  const team = teams?.find(({ id }) => id === apiKey.team_id);
  const isOthers = apiKey.kind === 'personal' && apiKey.user_id !== user?.id;
  return (
    <RecordRow
      title={apiKey.name}
      chips={
        <>
          <Chip tone={apiKey.kind === 'tenant_owner' ? 'warn' : 'plain'}>{kindNames[apiKey.kind].short}</Chip>
          {isOthers && <Chip>of user {apiKey.user_id}</Chip>}
        </>
      }
      facts={
        <>
          {team !== undefined && <span>{team.name}</span>}
          <span>
            made <TimeAgo at={apiKey.created_at} />
          </span>
          <span>
            {apiKey.last_used_at === null ? (
              'never used'
            ) : (
              <>
                used <TimeAgo at={apiKey.last_used_at} />
              </>
            )}
          </span>
        </>
      }
      actions={
        <IconButton label={`Delete ${apiKey.name}`} onClick={() => setAsking(true)}>
          <Trash2 />
        </IconButton>
      }
    >
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={`Delete the key ${apiKey.name}?`}
        action="Delete"
        pending="Deleting…"
        isPending={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate(undefined, { onSuccess: () => setAsking(false) })}
      >
        <p>
          Whatever uses it is refused from then on.{' '}
          {apiKey.last_used_at !== null && (
            <>
              It was last used <TimeAgo at={apiKey.last_used_at} />.
            </>
          )}
        </p>
      </ConfirmDialog>
    </RecordRow>
  );
}
