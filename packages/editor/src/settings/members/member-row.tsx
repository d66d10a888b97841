import { Mail, MoreHorizontal, UserMinus } from 'lucide-react';
import { useState } from 'react';
import { type Member, useGiveRole, useInviteAgain, useRemoveMember } from '../../data/members.ts';
import type { Team } from '../../data/teams.ts';
import { IconButton } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { Notice } from '../../ui/notice.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { RecordRow } from '../record-list.tsx';
import { InvitationLink } from './invitation-link.tsx';
import { roleName } from './role-name.ts';
import { RoleSelect } from './role-select.tsx';

interface MemberRowProps {
  readonly member: Member;
  readonly team: Team;
  readonly mayManage: boolean;
  readonly isSelf: boolean;
}

export function MemberRow({ member, team, mayManage, isSelf }: MemberRowProps) {
  const giveRole = useGiveRole(team.id);
  const inviteAgain = useInviteAgain(team.id);
  const remove = useRemoveMember(team.id);
  const [isRemoving, setRemoving] = useState(false);
  const name = [member.first_name, member.last_name].filter(Boolean).join(' ') || member.email;
  const failure = giveRole.error ?? inviteAgain.error;
  return (
    <RecordRow
      title={name}
      chips={
        <>
          {isSelf && <Chip>you</Chip>}
          {member.is_admin && <Chip tone="accent">owner of the tenant</Chip>}
          {!member.invitation_accepted && <Chip tone="warn">invited</Chip>}
        </>
      }
      facts={
        <>
          {name !== member.email && <span>{member.email}</span>}
          {member.last_seen !== null && (
            <span>
              last seen <TimeAgo at={member.last_seen} />
            </span>
          )}
        </>
      }
      actions={
        mayManage ? (
          <>
            <RoleSelect
              aria-label={`Role of ${name}`}
              value={member.role}
              onChoose={(role) => giveRole.mutate({ userId: member.id, role })}
              className="w-36"
            />
            <Menu
              trigger={
                <IconButton label={`More for ${name}`}>
                  <MoreHorizontal />
                </IconButton>
              }
            >
              {!member.invitation_accepted && (
                <MenuItem onSelect={() => inviteAgain.mutate(member.id)}>
                  <Mail />
                  Invite again
                </MenuItem>
              )}
              <MenuItem onSelect={() => setRemoving(true)}>
                <UserMinus />
                Remove from the team
              </MenuItem>
            </Menu>
          </>
        ) : (
          <Chip>{roleName(member.role)}</Chip>
        )
      }
    >
      {(failure !== null || inviteAgain.data !== undefined) && (
        <div className="px-4 pb-3">
          {failure !== null && <Notice tone="danger">{failure.message}</Notice>}
          {inviteAgain.data !== undefined && (
            <InvitationLink person={inviteAgain.data} onClose={() => inviteAgain.reset()} />
          )}
        </div>
      )}
      <ConfirmDialog
        isOpen={isRemoving}
        onClose={() => setRemoving(false)}
        title={`Remove ${name} from ${team.name}?`}
        action="Remove"
        pending="Removing…"
        isPending={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate(member.id, { onSuccess: () => setRemoving(false) })}
      >
        <p>
          {isSelf ? 'You' : 'They'} will no longer see the team’s stories, credentials and resources. What{' '}
          {isSelf ? 'you' : 'they'} made stays. {isSelf ? 'Somebody else' : 'You'} can invite {isSelf ? 'you' : 'them'}{' '}
          again.
        </p>
      </ConfirmDialog>
    </RecordRow>
  );
}
