/** The form of a credential: of a new one, or of one that is there. */
import type { FormEvent } from 'react';
import type { CredentialInput, CredentialMode } from '../../data/credentials.ts';
import { otherProblem, problemAt } from '../../data/failure.ts';
import { Field } from '../../ui/field.tsx';
import { inputClass } from '../../ui/input-class.ts';
import { Notice } from '../../ui/notice.tsx';
import { Switch } from '../../ui/switch.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { SaveRow } from '../save-row.tsx';
import { SharingField } from '../sharing-field.tsx';
import { UnsavedGuard } from '../unsaved-guard.tsx';
import { type CredentialFields, changeOf } from './credential-fields.ts';
import { SecretControl } from './secret-control.tsx';
import { shownFields } from './secret-fields.ts';

interface CredentialFormProps {
  readonly teamId: number;
  readonly mode: CredentialMode;
  /** What is saved; null: nothing yet. */
  readonly saved: CredentialFields | null;
  readonly fields: CredentialFields;
  readonly onChange: (fields: CredentialFields) => void;
  readonly onSave: (change: CredentialInput) => void;
  readonly isSaving: boolean;
  readonly error: Error | null;
  readonly mayWrite: boolean;
  readonly mayShare: boolean;
}

export function CredentialForm(props: CredentialFormProps) {
  const { teamId, mode, saved, fields, onChange, onSave, isSaving, error, mayWrite, mayShare } = props;
  const set = (part: Partial<CredentialFields>) => onChange({ ...fields, ...part });
  const change = changeOf(fields, mode, saved);
  const isUnsaved = saved === null ? fields.name !== '' : Object.keys(change).length > 0;
  const secrets = shownFields(mode, fields.values);
  const shown = ['name', 'description', 'read_access', 'shared_team_slugs', 'allowed_hosts', 'expires_at'];
  const problem = otherProblem(error, [...shown, ...secrets.map(({ name }) => name)]);

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    onSave(change);
  }

  return (
    <form onSubmit={onSubmit} className="rounded-xl border border-line bg-surface shadow-card">
      <fieldset disabled={!mayWrite} className="flex flex-col gap-4 p-4 md:p-5">
        <legend className="sr-only">Credential</legend>
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            label="Name"
            error={problemAt(error, 'name')}
            required
            maxLength={255}
            value={fields.name}
            onChange={(event) => set({ name: event.target.value })}
          />
          <TextField
            label="Description"
            isOptional
            error={problemAt(error, 'description')}
            value={fields.description}
            onChange={(event) => set({ description: event.target.value })}
          />
        </div>
        {secrets.map((field) => (
          <SecretControl
            key={field.name}
            field={field}
            value={fields.values[field.name] ?? ''}
            onChange={(value) => set({ values: { ...fields.values, [field.name]: value } })}
            isSealed={saved !== null}
            error={problemAt(error, field.name)}
          />
        ))}
        <hr className="border-line" />
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            label="Hosts that it may be sent to"
            isOptional
            help="One in each line, such as api.example.com or *.example.com. Without any it may go anywhere."
            error={problemAt(error, 'allowed_hosts')}
          >
            {(wiring) => (
              <textarea
                {...wiring}
                rows={2}
                spellCheck={false}
                value={fields.hosts}
                onChange={(event) => set({ hosts: event.target.value })}
                className={inputClass(wiring['aria-invalid'], 'h-auto! field-sizing-content max-h-40 py-2')}
              />
            )}
          </Field>
          <SharingField
            teamId={teamId}
            value={fields.sharing}
            onChange={(sharing) => set({ sharing })}
            isDisabled={!mayShare}
            error={problemAt(error, 'shared_team_slugs') ?? problemAt(error, 'read_access')}
          />
          <TextField
            label="Expires at the end of"
            isOptional
            help="The day on which whoever gave it to you takes it back. Nothing here stops working then."
            error={problemAt(error, 'expires_at')}
            type="date"
            value={fields.expiresOn}
            onChange={(event) => set({ expiresOn: event.target.value })}
          />
          <div className="self-center pt-1">
            <Switch
              words="Tell its owner by mail before it expires"
              isOn={fields.isNotified}
              isDisabled={fields.expiresOn === '' || !mayWrite}
              onChange={(isNotified) => set({ isNotified })}
            />
          </div>
        </div>
      </fieldset>
      {problem !== null && (
        <Notice tone="danger" className="mx-4 mb-4 md:mx-5">
          {problem}
        </Notice>
      )}
      {mayWrite && (
        <div className="border-t border-line px-4 py-3 md:px-5">
          <SaveRow isNew={saved === null} isUnsaved={isUnsaved} isSaving={isSaving} />
        </div>
      )}
      <UnsavedGuard isUnsaved={isUnsaved && !isSaving} />
    </form>
  );
}
