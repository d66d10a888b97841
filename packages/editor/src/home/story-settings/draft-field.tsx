import type { Draft } from '../../data/drafts.ts';
import { problemAt } from '../../data/failure.ts';
import { Field } from '../../ui/field.tsx';
import { inputClass } from '../../ui/input-class.ts';

interface DraftFieldProps {
  readonly drafts: readonly Draft[];
  /** null: the usual one, which is made when it is saved. */
  readonly draftId: number | null;
  readonly onChange: (draftId: number | null) => void;
  /** Something is written that belongs to the draft that is chosen. */
  readonly isChanged: boolean;
  readonly isClosed: boolean;
  readonly error: Error | null;
}

/** Where the API puts what names no draft. */
const usualDraft = 'test';

/** The draft that settings go to at first: the usual one, or the only other. */
export function proposedDraft(drafts: readonly Draft[]): number | null {
  return (drafts.find(({ name }) => name === usualDraft) ?? drafts[0])?.id ?? null;
}

export function DraftField({ drafts, draftId, onChange, isChanged, isClosed, error }: DraftFieldProps) {
  const isUsualThere = drafts.some(({ name }) => name === usualDraft);
  return (
    <div className="rounded-lg bg-accent-soft p-3">
      <Field
        label="These settings go to the draft"
        help={
          isChanged
            ? 'Save or take back what you have changed here before you choose another draft.'
            : 'The story goes on as it is until the draft is promoted.'
        }
        error={problemAt(error, 'draft_id')}
      >
        {(wiring) => (
          <select
            {...wiring}
            value={draftId ?? ''}
            disabled={isClosed || isChanged}
            onChange={({ target: { value } }) => onChange(value === '' ? null : Number(value))}
            className={inputClass(wiring['aria-invalid'])}
          >
            {drafts.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
            {!isUsualThere && <option value="">{usualDraft} (a new one)</option>}
          </select>
        )}
      </Field>
    </div>
  );
}
