import { useQuery } from '@tanstack/react-query';
import { problemAt } from '../../data/failure.ts';
import { storyFoldersQuery } from '../../data/folders.ts';
import type { Team } from '../../data/teams.ts';
import { Field } from '../../ui/field.tsx';
import { inputClass } from '../../ui/input-class.ts';
import { TextField } from '../../ui/text-field.tsx';
import { folderRows, pathOf } from '../folders/folder-rows.ts';
import { Section, type SectionPart } from './section.tsx';
import type { Belongings } from './settings-values.ts';

interface PlaceSectionProps extends SectionPart<Belongings> {
  readonly teams: readonly Team[];
  readonly canMove: boolean;
  /** A copy of another story may only change its folder. */
  readonly isFolderClosed: boolean;
  /** The name of a folder that is made when the form is saved. */
  readonly newFolder: string | undefined;
  readonly onNewFolder: (name: string | undefined) => void;
}

const noneClosed: ReadonlySet<number> = new Set();

/** Where it is found. */
export function PlaceSection(props: PlaceSectionProps) {
  const { form, onChange, isClosed, error, teams, canMove, isFolderClosed, newFolder, onNewFolder } = props;
  const folders = useQuery(storyFoldersQuery(form.teamId)).data ?? [];
  return (
    <Section title="Where it is found">
      <TextField
        label="Tags"
        isOptional
        help="Words to find it by, with commas between."
        error={problemAt(error, 'add_tag_names')}
        type="text"
        value={form.tags}
        readOnly={isClosed}
        onChange={(event) => onChange({ tags: event.target.value })}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        {teams.length > 1 && (
          <Field label="Team" error={problemAt(error, 'team_id')}>
            {(wiring) => (
              <select
                {...wiring}
                value={form.teamId}
                disabled={isClosed || !canMove}
                onChange={(event) => onChange({ teamId: Number(event.target.value), folderId: null })}
                className={inputClass(wiring['aria-invalid'])}
              >
                {teams.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
        <Field label="Folder" error={problemAt(error, 'folder_id')}>
          {(wiring) => (
            <select
              {...wiring}
              value={newFolder === undefined ? (form.folderId ?? '') : 'new'}
              disabled={isFolderClosed}
              onChange={({ target: { value } }) => {
                onNewFolder(value === 'new' ? '' : undefined);
                if (value !== 'new') onChange({ folderId: value === '' ? null : Number(value) });
              }}
              className={inputClass(wiring['aria-invalid'])}
            >
              <option value="">In no folder</option>
              {folderRows(folders, noneClosed).map(({ folder: { id } }) => (
                <option key={id} value={id}>
                  {pathOf(folders, id)
                    .map(({ name }) => name)
                    .join(' / ')}
                </option>
              ))}
              <option value="new">New folder…</option>
            </select>
          )}
        </Field>
        {newFolder !== undefined && (
          <TextField
            label="Name of the folder"
            autoFocus
            type="text"
            maxLength={255}
            value={newFolder}
            onChange={(event) => onNewFolder(event.target.value)}
          />
        )}
      </div>
    </Section>
  );
}
