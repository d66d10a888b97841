import { getKey, type ObjectValue } from '@fabula/formula';
import { X } from 'lucide-react';
import type { DraftState } from '../draft/action-draft.ts';
import { useForm } from './form-context.ts';
import { JsonControl } from './json-control.tsx';
import { isLong } from './option-control.tsx';
import { ToolButton } from './tool-button.tsx';
import { ValueControl } from './value-control.tsx';
import { toForm } from './value-form.ts';
import { ValueMenu } from './value-menu.tsx';

interface OtherOptionsProps {
  readonly keys: readonly string[];
  readonly options: ObjectValue;
  readonly state: DraftState;
  /** Whether the options of this kind of action are described at all. */
  readonly isDescribed: boolean;
}

/** Keys that no description knows: kept as the story has them, to change or to remove. */
export function OtherOptions({ keys, options, state, isDescribed }: OtherOptionsProps) {
  const { draft, isReadOnly } = useForm();
  return (
    <section aria-label="Other options" className="flex flex-col gap-2">
      {isDescribed && (
        <div>
          <h3 className="text-xs font-medium text-ink-soft">Other</h3>
          <p className="text-xs text-ink-faint">Not described for this kind of action; kept as they are.</p>
        </div>
      )}
      <ul aria-label="Other options" className="flex flex-col gap-3">
        {keys.map((key) => {
          const value = getKey(options, key) ?? null;
          const pending = state.texts.get(key);
          return (
            <li key={key} data-option={key} className="flex scroll-mt-16 flex-col gap-1">
              <div className="flex min-h-7 items-center gap-1">
                <code className="mr-auto min-w-0 truncate font-mono text-xs">{key}</code>
                <ValueMenu value={value} label={key} onForm={(form) => draft.setOption(key, toForm(value, form))} />
                {!isReadOnly && (
                  <ToolButton label={`Remove ${key}`} tip="Remove" onClick={() => draft.setOption(key, undefined)}>
                    <X />
                  </ToolButton>
                )}
              </div>
              {isLong(value) || pending !== undefined ? (
                <JsonControl
                  value={value}
                  pending={pending}
                  onValue={(next) => draft.setOption(key, next)}
                  onPending={(text) => draft.setText(key, text)}
                  label={`${key}, JSON`}
                />
              ) : (
                <ValueControl value={value} onChange={(next) => draft.setOption(key, next)} label={key} />
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
