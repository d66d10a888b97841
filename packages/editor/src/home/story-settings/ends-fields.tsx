import type { ActionResponse } from '@fabula/model';
import { CircleAlert } from 'lucide-react';
import { useId } from 'react';
import { Field } from '../../ui/field.tsx';
import { inputClass } from '../../ui/input-class.ts';
import { type Ends, type EndsProblems, entryChoices, exitChoices, usableEnds } from './ends.ts';

interface EndsFieldsProps {
  readonly value: Ends;
  readonly onChange: (value: Ends) => void;
  /** Of the story or draft that is written to. */
  readonly actions: readonly ActionResponse[];
  readonly isClosed: boolean;
  readonly problems: EndsProblems;
}

/** Where work comes in, and whose event is the answer. */
export function EndsFields({ value, onChange, actions, isClosed, problems }: EndsFieldsProps) {
  const exitsId = useId();
  const { entryId, exitIds } = usableEnds(value, actions);
  const entries = entryChoices(actions);
  const exits = exitChoices(actions);
  return (
    <>
      <Field label="Work comes in by" error={problems.entry}>
        {(wiring) => (
          <select
            {...wiring}
            value={entryId ?? ''}
            disabled={isClosed || entries.length === 0}
            onChange={(event) => onChange({ entryId: Number(event.target.value) || null, exitIds })}
            className={inputClass(wiring['aria-invalid'])}
          >
            <option value="">{entries.length === 0 ? 'No webhook action' : 'Choose a webhook action…'}</option>
            {entries.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <fieldset aria-describedby={problems.exits === undefined ? undefined : exitsId} className="flex flex-col gap-1.5">
        <legend className="pb-1.5 text-xs font-medium">The answer is the event of</legend>
        {exits.map(({ id, name }) => (
          <label key={id} className="flex w-fit items-center gap-2 text-[0.8125rem]">
            <input
              type="checkbox"
              checked={exitIds.includes(id)}
              disabled={isClosed}
              onChange={({ target }) =>
                onChange({
                  entryId,
                  exitIds: target.checked ? [...exitIds, id] : exitIds.filter((each) => each !== id),
                })
              }
              className="size-4 accent-(--accent)"
            />
            {name}
          </label>
        ))}
        {problems.exits !== undefined && (
          <p id={exitsId} className="flex items-start gap-1.5 text-xs text-danger">
            <CircleAlert className="mt-px size-3.5 shrink-0" aria-hidden />
            <span>{problems.exits}</span>
          </p>
        )}
      </fieldset>
    </>
  );
}
