import { Crown, LogOut, Mail, MoreHorizontal, ScrollText, Trash2, UserCheck, UserX } from 'lucide-react';
import { useState } from 'react';
import {
  type Account,
  type AccountChange,
  useDeleteUser,
  useEndSessions,
  useInviteUserAgain,
  useUpdateUser,
} from '../../data/users.ts';
import { IconButton } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx';
import { Notice } from '../../ui/notice.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { InvitationLink } from '../members/invitation-link.tsx';
import { RecordRow } from '../record-list.tsx';

interface UserRowProps {
  readonly account: Account;
  readonly isSelf: boolean;
}

export function UserRow({ account, isSelf }: UserRowProps) {
  const [isDeleting, setDeleting] = useState(false);
  const update = useUpdateUser(account.id);
  const inviteAgain = useInviteUserAgain(account.id);
  const endSessions = useEndSessions(account.id);
  const remove = useDeleteUser(account.id);
  const name = [account.first_name, account.last_name].filter(Boolean).join(' ') || account.email;
  const failure = update.error ?? inviteAgain.error ?? endSessions.error;
  const readsAudit = account.tenant_permissions.includes('AUDIT_LOG_READ');

  function change(next: AccountChange) {
    endSessions.reset();
    update.mutate(next);
  }

  return (
    <RecordRow
      title={name}
      chips={
        <>
          {isSelf && <Chip>you</Chip>}
          {account.admin && <Chip tone="accent">owner</Chip>}
          {!account.is_active && <Chip tone="danger">switched off</Chip>}
          {readsAudit && !account.admin && <Chip>reads the audit log</Chip>}
        </>
      }
      facts={
        <>
          {name !== account.email && <span>{account.email}</span>}
          <span>
            {account.last_seen === null ? (
              'never signed in'
            ) : (
              <>
                last seen <TimeAgo at={account.last_seen} />
              </>
            )}
          </span>
        </>
      }
      actions={
        <Menu
          trigger={
            <IconButton label={`More for ${name}`}>
              <MoreHorizontal />
            </IconButton>
          }
        >
          <MenuItem onSelect={() => change({ admin: !account.admin })}>
            <Crown />
            {account.admin ? 'No longer an owner' : 'Make an owner'}
          </MenuItem>
          {!account.admin && (
            <MenuItem
              onSelect={() =>
                change({
                  tenant_permissions: readsAudit
                    ? account.tenant_permissions.filter((each) => each !== 'AUDIT_LOG_READ')
                    : [...account.tenant_permissions, 'AUDIT_LOG_READ'],
                })
              }
            >
              <ScrollText />
              {readsAudit ? 'No longer reads the audit log' : 'Let read the audit log'}
            </MenuItem>
          )}
          <MenuItem onSelect={() => endSessions.mutate(undefined)}>
            <LogOut />
            Sign out everywhere
          </MenuItem>
          {account.last_seen === null && (
            <MenuItem onSelect={() => inviteAgain.mutate(undefined)}>
              <Mail />
              Invite again
            </MenuItem>
          )}
          <MenuSeparator />
          <MenuItem onSelect={() => change({ is_active: !account.is_active })}>
            {account.is_active ? <UserX /> : <UserCheck />}
            {account.is_active ? 'Switch off' : 'Switch on'}
          </MenuItem>
          <MenuItem onSelect={() => setDeleting(true)}>
            <Trash2 />
            Delete
          </MenuItem>
        </Menu>
      }
    >
      {(failure !== null || inviteAgain.data !== undefined || endSessions.isSuccess) && (
        <div className="px-4 pb-3">
          {failure !== null && <Notice tone="danger">{failure.message}</Notice>}
          {endSessions.isSuccess && (
            <Notice tone="good" onClose={() => endSessions.reset()}>
              {name} is signed out on every device.
            </Notice>
          )}
          {inviteAgain.data !== undefined && (
            <InvitationLink person={inviteAgain.data} onClose={() => inviteAgain.reset()} />
          )}
        </div>
      )}
      <ConfirmDialog
        isOpen={isDeleting}
        onClose={() => setDeleting(false)}
        title={`Delete ${name}?`}
        action="Delete"
        pending="Deleting…"
        isPending={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate(undefined, { onSuccess: () => setDeleting(false) })}
      >
        <p>
          Their keys, sessions and memberships go as well, and cannot be brought back. What they made stays. To keep the
          account for later, switch it off instead.
        </p>
      </ConfirmDialog>
    </RecordRow>
  );
}
