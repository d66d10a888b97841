import { type FormEvent, useState } from 'react';
import { type Folder, useCreateFolder } from '../../data/folders.ts';
import type { Team } from '../../data/teams.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { inputClass } from '../../ui/input-class.ts';
import { TextField } from '../../ui/text-field.tsx';

interface FolderNameDialogProps {
  /** Is renamed; undefined: a new one is made. */
  readonly folder?: Folder;
  /** The folder around a new one; null: none. */
  readonly parent: Folder | null;
  /** In which a folder can be made. */
  readonly teams: readonly Team[];
  readonly onClose: () => void;
  readonly onMade?: () => void;
  /** Shown at once; whoever calls tells when it is refused. */
  readonly onRename?: (name: string) => void;
}

export function FolderNameDialog({ folder, parent, teams, onClose, onMade, onRename }: FolderNameDialogProps) {
  const create = useCreateFolder();
  const [name, setName] = useState(folder?.name ?? '');
  const [teamId, setTeamId] = useState(parent?.team_id ?? teams[0]?.id ?? 0);
  const isReady = name.trim() !== '' && !create.isPending;

  async function onSubmit(event: FormEvent) {
    event.preventDefault();
    if (!isReady) return;
    if (folder !== undefined) {
      if (name.trim() !== folder.name) onRename?.(name.trim());
      return onClose();
    }
    try {
      await create.mutateAsync({ name: name.trim(), teamId, parentId: parent?.id ?? null });
      onMade?.();
      onClose();
    } catch {
      // The mutation keeps its error, and the field shows it.
    }
  }

  const title =
    folder !== undefined ? `Rename ${folder.name}` : parent === null ? 'New folder' : `New folder in ${parent.name}`;
  return (
    <Dialog isOpen onClose={onClose} title={title}>
      <form onSubmit={(event) => void onSubmit(event)} className="flex flex-col gap-4">
        <TextField
          label="Name"
          error={create.error?.message}
          type="text"
          autoComplete="off"
          maxLength={255}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        {folder === undefined && parent === null && teams.length > 1 && (
          <Field label="Team">
            {(wiring) => (
              <select
                {...wiring}
                value={teamId}
                onChange={(event) => setTeamId(Number(event.target.value))}
                className={inputClass()}
              >
                {teams.map((each) => (
                  <option key={each.id} value={each.id}>
                    {each.name}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={!isReady}>
            {folder !== undefined ? 'Rename' : create.isPending ? 'Creating…' : 'Create the folder'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
