/** One version: what it is called, and, opened, what restoring it would change. */
import { Ellipsis, SquarePen, Trash2, Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { Draft } from '../data/drafts.ts';
import type { Editing } from '../data/editing.ts';
import { useDeleteVersion, type Version } from '../data/versions.ts';
import { IconButton } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Menu, MenuItem, MenuSeparator } from '../ui/menu.tsx';
import { OpeningRow } from '../ui/opening-row.tsx';
import { TimeAgo } from '../ui/time-ago.tsx';
import { exactTime, useTimeZone } from '../ui/time-zone.ts';
import { RenameVersion } from './rename-version.tsx';
import { RestoreDialog, type Restored } from './restore-dialog.tsx';
import type { RestoreWay } from './restore-way.ts';
import { VersionChanges } from './version-changes.tsx';

interface VersionRowProps {
  readonly version: Version;
  readonly editing: Editing;
  readonly canWrite: boolean;
  readonly way: RestoreWay;
  readonly drafts: readonly Draft[];
  readonly nameOf: (userId: number | null) => string;
  readonly onRestored: (restored: Restored) => void;
}

export function VersionRow({ version, editing, canWrite, way, drafts, nameOf, onRestored }: VersionRowProps) {
  const [dialog, setDialog] = useState<'restore' | 'rename' | 'delete'>();
  const close = () => setDialog(undefined);
  const zone = useTimeZone();
  const name = version.name === '' ? `Version of ${exactTime(Date.parse(version.timestamp), zone)}` : version.name;
  const canRestore = way.kind !== 'refused';
  return (
    <>
      <OpeningRow
        className="min-h-13"
        beside={
          canWrite && (
            <Menu
              trigger={
                <IconButton label={`More about ${name}`} className="size-8 shrink-0">
                  <Ellipsis />
                </IconButton>
              }
            >
              {canRestore && (
                <>
                  <MenuItem onSelect={() => setDialog('restore')}>
                    <Undo2 /> Restore…
                  </MenuItem>
                  <MenuSeparator />
                </>
              )}
              <MenuItem onSelect={() => setDialog('rename')}>
                <SquarePen /> Rename…
              </MenuItem>
              <MenuItem onSelect={() => setDialog('delete')}>
                <Trash2 /> Delete…
              </MenuItem>
            </Menu>
          )
        }
        body={() => (
          <VersionChanges
            place={editing}
            versionId={version.id}
            onRestore={canRestore ? () => setDialog('restore') : undefined}
          />
        )}
      >
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium">{name}</span>
          <span className="block truncate text-xs text-ink-faint">
            <TimeAgo at={version.timestamp} />
            {version.automatic ? ' · kept by itself, for ' : ' · by '}
            {nameOf(version.created_by)}
            {version.description !== '' && ` · ${version.description}`}
          </span>
        </span>
      </OpeningRow>
      {dialog === 'restore' && (
        <RestoreDialog
          place={editing}
          version={version}
          name={name}
          way={way}
          drafts={drafts}
          onClose={close}
          onRestored={onRestored}
        />
      )}
      <Dialog isOpen={dialog === 'rename'} onClose={close} title="Rename the version">
        <RenameVersion place={editing} version={version} onDone={close} />
      </Dialog>
      {dialog === 'delete' && <DeleteVersion editing={editing} version={version} name={name} onClose={close} />}
    </>
  );
}

interface DeleteVersionProps extends Pick<VersionRowProps, 'version' | 'editing'> {
  readonly name: string;
  readonly onClose: () => void;
}

function DeleteVersion({ editing, version, name, onClose }: DeleteVersionProps) {
  const remove = useDeleteVersion(editing);
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={`Delete “${name}”?`}
      action="Delete the version"
      pending="Deleting…"
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(version.id, { onSuccess: onClose })}
    >
      The story stays as it is; there is only no way back to this moment of it. This cannot be undone.
    </ConfirmDialog>
  );
}
