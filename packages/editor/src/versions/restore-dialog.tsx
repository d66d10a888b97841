/** Asks before a version is written over what is open, or, where what is live is changed through drafts, over a draft. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Draft } from '../data/drafts.ts';
import type { StoryPlace } from '../data/editing.ts';
import { useRestoreVersion, type Version, versionChangesQuery } from '../data/versions.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Field } from '../ui/field.tsx';
import { inputClass } from '../ui/input-class.ts';
import type { RestoreWay } from './restore-way.ts';
import { lossOf } from './version-words.ts';

/** What was done, so that it can be undone. */
export interface Restored {
  readonly name: string;
  /** The version of what was there before. */
  readonly keptId: number;
  /** Where; null: the live story. */
  readonly draftId: number | null;
}

interface RestoreDialogProps {
  readonly place: StoryPlace;
  readonly version: Version;
  readonly name: string;
  readonly way: RestoreWay;
  readonly drafts: readonly Draft[];
  readonly onClose: () => void;
  readonly onRestored: (restored: Restored) => void;
}

/** The draft that the server takes when none is named, made when it is not there. */
const usualDraft = 'test';

export function RestoreDialog({ place, version, name, way, drafts, onClose, onRestored }: RestoreDialogProps) {
  const restore = useRestoreVersion(place.storyId);
  const [chosen, setChosen] = useState<number>();
  const usual = drafts.find((draft) => draft.name === usualDraft) ?? drafts[0];
  const goesIntoDraft = way.kind === 'draft';
  const draftId = goesIntoDraft ? (chosen ?? usual?.id ?? null) : place.draftId;
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={`Restore “${name}”?`}
      action="Restore it"
      pending="Restoring…"
      isPending={restore.isPending}
      error={restore.error}
      isDestructive={false}
      onConfirm={() =>
        restore.mutate(
          { id: version.id, draftId },
          {
            onSuccess: ({ kept_version_id, draft_id }) => {
              onRestored({ name, keptId: kept_version_id, draftId: draft_id });
              onClose();
            },
          },
        )
      }
    >
      {goesIntoDraft ? (
        <IntoDraft drafts={drafts} draftId={draftId} onDraft={setChosen} />
      ) : (
        <Here place={place} versionId={version.id} />
      )}
      <p className="mt-1.5">What is there now is kept as a version first, so you can undo this.</p>
    </ConfirmDialog>
  );
}

function Here({ place, versionId }: { readonly place: StoryPlace; readonly versionId: number }) {
  const { data } = useQuery(versionChangesQuery(place, versionId));
  return (
    <p>
      {place.draftId === null
        ? 'The live story becomes what it was then, and runs so at once.'
        : 'This draft becomes it.'}{' '}
      {data === undefined ? 'Actions that came later go, with their events.' : lossOf(data)}
    </p>
  );
}

interface IntoDraftProps {
  readonly drafts: readonly Draft[];
  readonly draftId: number | null;
  readonly onDraft: (draftId: number) => void;
}

function IntoDraft({ drafts, draftId, onDraft }: IntoDraftProps) {
  return (
    <>
      <p>What is live is changed through drafts: the version goes into one, and becomes live when that is promoted.</p>
      {drafts.length === 0 ? (
        <p className="mt-1.5">There is no draft yet; one called “{usualDraft}” is made.</p>
      ) : (
        <Field label="Over what this draft holds" className="mt-3 text-ink">
          {(wiring) => (
            <select
              {...wiring}
              value={draftId ?? ''}
              onChange={(event) => onDraft(Number(event.target.value))}
              className={inputClass()}
            >
              {drafts.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
    </>
  );
}
