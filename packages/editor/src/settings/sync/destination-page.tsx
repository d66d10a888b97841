/** One destination: how its stories stand, and what can be done with it. */
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { BookOpenText, RotateCw } from 'lucide-react';
import { useState } from 'react';
import {
  type SyncDestination,
  type SyncProgress,
  syncDestinationsQuery,
  syncProgressQuery,
  useSyncNow,
  useUpdateSyncDestination,
} from '../../data/sync-destinations.ts';
import { teamsQuery } from '../../data/teams.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Empty, Failed, SkeletonRows } from '../../ui/states.tsx';
import { Switch } from '../../ui/switch.tsx';
import { RecordList } from '../record-list.tsx';
import { SettingsPage } from '../settings-page.tsx';
import { DestinationDeletion } from './destination-deletion.tsx';
import { destinationName, isLocal } from './destination-name.ts';
import { KeyDialog } from './key-dialog.tsx';
import { StoriesDialog } from './stories-dialog.tsx';
import { SyncedStoryRow } from './synced-story-row.tsx';

const back = { to: '/settings/sync', label: 'Sync destinations' } as const;

export function DestinationPage() {
  const { destinationId } = useParams({ from: '/signed-in/settings/sync/$destinationId' });
  const { data, error, refetch } = useQuery(syncDestinationsQuery);
  const { data: teams = [] } = useQuery(teamsQuery);
  const destination = data?.destinations.find(({ id }) => id === Number(destinationId));
  if (data !== undefined && destination !== undefined) {
    return (
      <Loaded
        destination={destination}
        name={destinationName(destination, data.ownUrl, teams)}
        isRemote={!isLocal(destination, data.ownUrl)}
      />
    );
  }
  return (
    <SettingsPage title="Sync destination" back={back}>
      {data !== undefined ? (
        <Empty title="There is no such destination">
          It may have been deleted, or its last copies are being removed.
        </Empty>
      ) : error === null ? (
        <SkeletonRows count={4} className="h-14" />
      ) : (
        <Failed what="The destination could not be read." error={error} onRetry={() => void refetch()} />
      )}
    </SettingsPage>
  );
}

interface LoadedProps {
  readonly destination: SyncDestination;
  readonly name: string;
  readonly isRemote: boolean;
}

function Loaded({ destination, name, isRemote }: LoadedProps) {
  const progress = useQuery(syncProgressQuery(destination.id));
  const syncNow = useSyncNow(destination.id);
  const update = useUpdateSyncDestination(destination.id);
  const [dialog, setDialog] = useState<'stories' | 'key'>();
  const failure = syncNow.error ?? update.error;
  return (
    <SettingsPage
      title={name}
      lead={progress.data === undefined ? undefined : <Standing progress={progress.data} />}
      back={back}
      actions={
        <>
          <Button onClick={() => setDialog('stories')}>
            <BookOpenText /> Stories
          </Button>
          {isRemote && <Button onClick={() => setDialog('key')}>New key</Button>}
          <DestinationDeletion destination={destination} name={name} />
          <Button
            look="primary"
            disabled={syncNow.isPending || destination.subscriptions.length === 0}
            onClick={() => syncNow.mutate(null)}
          >
            <RotateCw /> Sync now
          </Button>
        </>
      }
    >
      {failure !== null && <Notice tone="danger">{failure.message}</Notice>}
      {progress.data?.error_message != null && (
        <Notice tone="warn" title="Nothing is sent at the moment">
          <p className="text-ink-soft">{progress.data.error_message}</p>
        </Notice>
      )}
      {progress.data?.promise === 'best_effort' && (
        <Notice>
          The other side only speaks the documented API: what a sync would change cannot be shown beforehand.
        </Notice>
      )}
      <Switch
        words="Sync only when somebody asks for it"
        isOn={destination.manual_sync_only}
        isDisabled={update.isPending}
        onChange={(isManual) => update.mutate({ manual_sync_only: isManual })}
      />
      {progress.data === undefined ? (
        progress.error === null ? (
          <SkeletonRows count={3} className="h-14" />
        ) : (
          <Failed
            what="How far it is could not be read."
            error={progress.error}
            onRetry={() => void progress.refetch()}
          />
        )
      ) : progress.data.stories.length === 0 ? (
        <Empty icon={<BookOpenText />} title="No story is published here yet">
          <Button onClick={() => setDialog('stories')} className="mt-3">
            Choose stories
          </Button>
        </Empty>
      ) : (
        <RecordList label="Published stories">
          {progress.data.stories.map((story) => (
            <SyncedStoryRow key={story.story.id} destinationId={destination.id} synced={story} />
          ))}
        </RecordList>
      )}
      {dialog === 'stories' && <StoriesDialog destination={destination} onClose={() => setDialog(undefined)} />}
      {dialog === 'key' && <KeyDialog destination={destination} onClose={() => setDialog(undefined)} />}
    </SettingsPage>
  );
}

/** How far it is, as a bar and in words. */
function Standing({ progress }: { readonly progress: SyncProgress }) {
  const all = progress.stories.length;
  const done = progress.stories.filter(({ status }) => status === 'synced').length;
  if (all === 0) return 'Nothing is published here yet.';
  return (
    <div role="status" className="flex items-center gap-3">
      <span aria-hidden className="h-1.5 w-28 overflow-hidden rounded-full bg-line">
        <span
          className="block h-full rounded-full bg-accent transition-[width]"
          style={{ width: `${(done / all) * 100}%` }}
        />
      </span>
      {done < all ? `${done} of ${all} synced` : all === 1 ? 'Its story is synced' : `All ${all} stories synced`}
      {progress.pending > 0 && `, ${progress.pending} on the way`}
    </div>
  );
}
