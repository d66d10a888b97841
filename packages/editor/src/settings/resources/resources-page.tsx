import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Database, Plus } from 'lucide-react';
import { resourcesQuery } from '../../data/resources.ts';
import { holds, sessionQuery } from '../../data/session.ts';
import type { Team } from '../../data/teams.ts';
import { buttonClass } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { PagedList } from '../../ui/paged-list.tsx';
import { Empty, SkeletonRows } from '../../ui/states.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { useChosenTeam } from '../chosen-team.ts';
import { RecordList, RecordRow, rowLinkClass } from '../record-list.tsx';
import { SettingsPage } from '../settings-page.tsx';
import { TeamPicker } from '../team-picker.tsx';
import { usedText } from '../used-by.tsx';
import { kindOf } from './written-value.ts';

export function ResourcesPage() {
  const team = useChosenTeam();
  const { data: user } = useQuery({ ...sessionQuery, enabled: false });
  return (
    <SettingsPage
      title="Resources"
      lead="Values that several stories need: a list of holidays, the address of a chat room, a limit. Change one here, and every story reads the new value."
      actions={
        <>
          <TeamPicker />
          {team !== undefined && holds(user, team.id, 'resource:write') && (
            <Link
              to="/settings/resources/new"
              search={({ team: chosen }) => ({ team: chosen })}
              className={buttonClass('primary')}
            >
              <Plus /> New resource
            </Link>
          )}
        </>
      }
    >
      {team === undefined ? <SkeletonRows count={4} className="h-14" /> : <Resources key={team.id} team={team} />}
    </SettingsPage>
  );
}

function Resources({ team }: { readonly team: Team }) {
  const query = useInfiniteQuery(resourcesQuery(team.id));
  return (
    <PagedList
      query={query}
      failure="The resources could not be read."
      empty={
        <Empty icon={<Database />} title="No resources yet">
          What is written in one place need not be changed in ten. A formula reads a resource as{' '}
          <code className="font-mono text-xs">RESOURCE.its_name</code>.
        </Empty>
      }
    >
      {(resources) => (
        <RecordList label={`Resources of ${team.name}`}>
          {resources.map((resource) => (
            <RecordRow
              key={resource.id}
              title={
                <Link
                  to="/settings/resources/$resourceId"
                  params={{ resourceId: String(resource.id) }}
                  search={({ team: chosen }) => ({ team: chosen })}
                  className={rowLinkClass}
                >
                  {resource.name}
                </Link>
              }
              chips={resource.read_access !== 'TEAM' && <Chip>shared</Chip>}
              facts={
                <>
                  {resource.description !== '' && <span className="basis-full">{resource.description}</span>}
                  <span>{kindOf(resource.value)}</span>
                  <span>{usedText(resource.referencing_action_ids?.length ?? 0)}</span>
                  <span>
                    changed <TimeAgo at={resource.updated_at} />
                  </span>
                </>
              }
            />
          ))}
        </RecordList>
      )}
    </PagedList>
  );
}
