import { useQuery } from '@tanstack/react-query';
import { Users } from 'lucide-react';
import { membersQuery } from '../../data/members.ts';
import { holds, sessionQuery } from '../../data/session.ts';
import type { Team } from '../../data/teams.ts';
import { Notice } from '../../ui/notice.tsx';
import { Empty, Failed, SkeletonRows } from '../../ui/states.tsx';
import { useChosenTeam } from '../chosen-team.ts';
import { RecordList } from '../record-list.tsx';
import { SettingsPage } from '../settings-page.tsx';
import { TeamPicker } from '../team-picker.tsx';
import { InviteForm } from './invite-form.tsx';
import { MemberRow } from './member-row.tsx';

export function MembersPage() {
  const team = useChosenTeam();
  return (
    <SettingsPage
      title="Members"
      lead="People see the stories, credentials and resources of the teams that they belong to. Their role says what they may do there."
      actions={<TeamPicker />}
    >
      {team === undefined ? <SkeletonRows count={4} className="h-14" /> : <Members key={team.id} team={team} />}
    </SettingsPage>
  );
}

function Members({ team }: { readonly team: Team }) {
  const { data: user } = useQuery({ ...sessionQuery, enabled: false });
  const members = useQuery(membersQuery(team.id));
  const mayManage = holds(user, team.id, 'member:manage');
  return (
    <>
      {mayManage ? (
        <InviteForm teamId={team.id} />
      ) : (
        <Notice>Your role in {team.name} does not let you change its members. Its team admins and owners can.</Notice>
      )}
      {members.data === undefined ? (
        members.error === null ? (
          <SkeletonRows count={4} className="h-14" />
        ) : (
          <Failed what="The members could not be read." error={members.error} onRetry={() => void members.refetch()} />
        )
      ) : members.data.length === 0 ? (
        <Empty icon={<Users />} title="Nobody belongs to this team yet">
          Owners of the tenant can work in it all the same. Invite the first member above.
        </Empty>
      ) : (
        <RecordList label={`Members of ${team.name}`}>
          {members.data.map((member) => (
            <MemberRow
              key={member.id}
              member={member}
              team={team}
              mayManage={mayManage}
              isSelf={member.id === user?.id}
            />
          ))}
        </RecordList>
      )}
    </>
  );
}
