import { getKey, type Value } from '@fabula/formula';
import { checkOptions, type OptionProblem } from '@fabula/model';
import { useMemo, useRef, useState } from 'react';
import type { ActionTypeInfo } from '../../data/action-types.ts';
import { RequestFailure } from '../../data/http.ts';
import type { DraftState } from '../draft/action-draft.ts';
import { AddOption } from './add-option.tsx';
import { useForm } from './form-context.ts';
import { focusIn, OptionRow } from './option-row.tsx';
import { OtherOptions } from './other-options.tsx';
import type { MustMatchProps } from './rules-control.tsx';
import { mustMatchOf, showOptions } from './shown-options.ts';

interface OptionListProps {
  readonly type: ActionTypeInfo | undefined;
  readonly state: DraftState;
}

/** The options of the action: basic and given ones, the others to add, and what no description knows. */
export function OptionList({ type, state }: OptionListProps) {
  const { draft, isReadOnly } = useForm();
  const [added, setAdded] = useState<ReadonlySet<string>>(new Set());
  const list = useRef<HTMLUListElement>(null);
  const fields = type?.fields ?? [];
  const { options } = state.fields;
  const { shown, addable, resting, others } = showOptions(fields, options, added);
  const problems = useProblems(fields, state);
  const mustMatch = mustMatchOf(fields);
  const forRules: MustMatchProps | undefined = mustMatch && {
    value: getKey(options, mustMatch.key),
    onChange: (value: Value | undefined) => draft.setOption(mustMatch.key, value),
    problem: problems.get(mustMatch.key),
  };

  function remove(key: string) {
    setAdded((before) => new Set([...before].filter((each) => each !== key)));
    draft.setOption(key, undefined);
  }

  return (
    <div className="flex flex-col gap-4 px-4 pb-4">
      {shown.length > 0 && (
        <ul ref={list} aria-label="Options" className="flex flex-col gap-3">
          {shown.map((at) => (
            <OptionRow
              key={at.field.key}
              at={at}
              pending={state.texts.get(at.key)}
              problem={problems.get(at.field.key)}
              mustMatch={at.field.kind === 'rules' ? forRules : undefined}
              onRemove={isRemovable(at, added) ? () => remove(at.key) : undefined}
            />
          ))}
        </ul>
      )}
      {addable.length > 0 && !isReadOnly && (
        <AddOption
          fields={addable}
          onAdd={({ key }) => setAdded((before) => new Set(before).add(key))}
          onAdded={({ key }) => {
            const row = list.current?.querySelector(`[data-option="${CSS.escape(key)}"]`);
            row?.scrollIntoView({ block: 'center' });
            focusIn(row);
          }}
        />
      )}
      {resting.length > 0 && (
        <p className="text-xs text-ink-faint">
          Kept for another choice above: {resting.map(({ field }) => field.title).join(', ')}.
        </p>
      )}
      {others.length > 0 && (
        <OtherOptions keys={others} options={options} state={state} isDescribed={fields.length > 0} />
      )}
    </div>
  );
}

function isRemovable(
  { field, key, value }: ReturnType<typeof showOptions>['shown'][number],
  added: ReadonlySet<string>,
) {
  return value !== undefined || (added.has(key) && !field.isBasic && !field.isRequired);
}

/** What is wrong by the description, and what the server refused, by the key of the option. */
function useProblems(fields: ActionTypeInfo['fields'], { fields: { options }, saving }: DraftState) {
  return useMemo(() => {
    const problems = new Map<string, OptionProblem>();
    for (const problem of fields.length === 0 ? [] : checkOptions(fields, options)) {
      if (!problems.has(problem.key)) problems.set(problem.key, problem);
    }
    const refused = saving.kind === 'failed' && saving.error instanceof RequestFailure ? saving.error.problems : [];
    for (const { field, details } of refused) {
      const key = field?.replace(/^options\./, '');
      if (key !== undefined && key !== field) problems.set(key, { key, message: details });
    }
    return problems;
  }, [fields, options, saving]);
}
