import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Plus, Share2 } from 'lucide-react';
import { useState } from 'react';
import { holds, sessionQuery } from '../../data/session.ts';
import { type SyncDestination, syncDestinationsQuery } from '../../data/sync-destinations.ts';
import { type Team, teamsQuery } from '../../data/teams.ts';
import { countText } from '../../ui/amount.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Empty, Failed, SkeletonRows } from '../../ui/states.tsx';
import { useChosenTeam } from '../chosen-team.ts';
import { RecordList, RecordRow, rowLinkClass } from '../record-list.tsx';
import { SettingsPage } from '../settings-page.tsx';
import { TeamPicker } from '../team-picker.tsx';
import { destinationName } from './destination-name.ts';
import { NewDestinationDialog } from './new-destination-dialog.tsx';

export function SyncPage() {
  const team = useChosenTeam();
  const { data: user } = useQuery({ ...sessionQuery, enabled: false });
  const mayManage = team !== undefined && holds(user, team.id, 'sync:manage');
  const [isAdding, setAdding] = useState(false);
  return (
    <SettingsPage
      title="Sync destinations"
      lead="Publish stories of this team to another team, here or in another installation. The copies follow every change of the live story."
      actions={
        <>
          <TeamPicker />
          {mayManage && (
            <Button look="primary" onClick={() => setAdding(true)}>
              <Plus /> New destination
            </Button>
          )}
        </>
      }
    >
      {team === undefined ? (
        <SkeletonRows count={3} className="h-14" />
      ) : mayManage ? (
        <Destinations team={team} />
      ) : (
        <Notice>Your role in {team.name} does not let you see where its stories are published to.</Notice>
      )}
      {team !== undefined && isAdding && <NewDestinationDialog team={team} onClose={() => setAdding(false)} />}
    </SettingsPage>
  );
}

function Destinations({ team }: { readonly team: Team }) {
  const { data, error, refetch } = useQuery(syncDestinationsQuery);
  const { data: teams = [] } = useQuery(teamsQuery);
  if (data === undefined) {
    if (error === null) return <SkeletonRows count={3} className="h-14" />;
    return <Failed what="The destinations could not be read." error={error} onRetry={() => void refetch()} />;
  }
  const ofTeam = data.destinations.filter(({ origin_team_id }) => origin_team_id === team.id);
  if (ofTeam.length === 0) {
    return (
      <Empty icon={<Share2 />} title="Nothing is published yet">
        Build a story once, and let other teams run copies that are always up to date. They cannot be changed there.
      </Empty>
    );
  }
  return (
    <RecordList label={`Sync destinations of ${team.name}`}>
      {ofTeam.map((destination) => (
        <RecordRow
          key={destination.id}
          title={
            <Link
              to="/settings/sync/$destinationId"
              params={{ destinationId: String(destination.id) }}
              search={({ team: chosen }) => ({ team: chosen })}
              className={rowLinkClass}
            >
              {destinationName(destination, data.ownUrl, teams)}
            </Link>
          }
          chips={<States destination={destination} />}
          facts={
            <>
              <span>{countText(destination.subscriptions.length, 'story', 'stories')}</span>
              <span>{destination.manual_sync_only ? 'synced when asked for' : 'follows every change'}</span>
            </>
          }
        />
      ))}
    </RecordList>
  );
}

function States({ destination: { subscriptions } }: { readonly destination: SyncDestination }) {
  const count = (status: string) => subscriptions.filter((each) => each.status === status).length;
  const failed = count('failed');
  const behind = count('requires_sync');
  return (
    <>
      {failed > 0 && <Chip tone="danger">{failed} failed</Chip>}
      {behind > 0 && <Chip tone="warn">{behind} not synced yet</Chip>}
    </>
  );
}
