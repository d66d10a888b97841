/** The form of a resource: of a new one, or of one that is there. */
import { type FormEvent, type ReactNode, useState } from 'react';
import { otherProblem, problemAt } from '../../data/failure.ts';
import type { ResourceChange } from '../../data/resources.ts';
import { Notice } from '../../ui/notice.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { SaveRow } from '../save-row.tsx';
import { SharingField } from '../sharing-field.tsx';
import { UnsavedGuard } from '../unsaved-guard.tsx';
import { changeOf, type ResourceFields, type SavedResource } from './resource-fields.ts';
import { ValueField } from './value-field.tsx';
import { isBlank } from './written-value.ts';

interface ResourceFormProps {
  readonly teamId: number;
  /** What is saved; null: nothing yet. */
  readonly saved: SavedResource | null;
  readonly fields: ResourceFields;
  readonly onChange: (fields: ResourceFields) => void;
  readonly onSave: (change: ResourceChange) => void;
  readonly isSaving: boolean;
  readonly error: Error | null;
  readonly mayWrite: boolean;
  readonly mayShare: boolean;
  readonly children?: ReactNode;
}

const shownFields = ['name', 'description', 'read_access', 'shared_team_slugs'];

export function ResourceForm(props: ResourceFormProps) {
  const { teamId, saved, fields, onChange, onSave, isSaving, error, mayWrite, mayShare, children } = props;
  const [isIncomplete, setIncomplete] = useState(false);
  const set = (part: Partial<ResourceFields>) => onChange({ ...fields, ...part });
  const change = changeOf(fields, saved);
  const isUnsaved = saved === null ? fields.name !== '' || !isBlank(fields.value) : change?.length !== 0;

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    setIncomplete(change === null);
    if (change !== null) onSave(change);
  }

  const problem = otherProblem(error, shownFields);
  return (
    <form
      onSubmit={onSubmit}
      className="flex flex-col gap-4 rounded-xl border border-line bg-surface p-4 shadow-card md:p-5"
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label="Name"
          error={problemAt(error, 'name')}
          required
          maxLength={255}
          value={fields.name}
          readOnly={!mayWrite}
          onChange={(event) => set({ name: event.target.value })}
        />
        <SharingField
          teamId={teamId}
          value={fields.sharing}
          onChange={(sharing) => set({ sharing })}
          isDisabled={!mayShare}
          error={problemAt(error, 'shared_team_slugs') ?? problemAt(error, 'read_access')}
        />
      </div>
      <TextField
        label="Description"
        isOptional
        error={problemAt(error, 'description')}
        value={fields.description}
        readOnly={!mayWrite}
        onChange={(event) => set({ description: event.target.value })}
      />
      <ValueField label="Value" value={fields.value} onChange={(value) => set({ value })} isReadOnly={!mayWrite} />
      {children}
      {problem !== null && <Notice tone="danger">{problem}</Notice>}
      {isIncomplete && change === null && (
        <Notice tone="danger">The value is not JSON yet. Mend it, or write it as text.</Notice>
      )}
      {mayWrite && <SaveRow isNew={saved === null} isUnsaved={isUnsaved} isSaving={isSaving} />}
      <UnsavedGuard isUnsaved={isUnsaved && !isSaving} />
    </form>
  );
}
