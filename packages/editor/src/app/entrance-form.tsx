/** What people see before they are in: one card in the middle, with what went wrong above the fields. */
import { CircleAlert } from 'lucide-react';
import { type FormEvent, type ReactNode, type Ref, useId } from 'react';
import { Mark } from './brand.tsx';

interface EntranceFormProps {
  /** What the tab of the browser says, before the name of the program. */
  readonly tab: string;
  readonly title: string;
  /** A sentence; null: nothing went wrong. */
  readonly failure: string | null;
  readonly onSubmit: (event: FormEvent<HTMLFormElement>) => void;
  readonly children: ReactNode;
}

export function EntranceForm({ tab, title, failure, onSubmit, children }: EntranceFormProps) {
  const alertId = useId();
  return (
    <main className="flex min-h-full items-center justify-center bg-canvas p-4">
      <title>{`${tab} · Fabula`}</title>
      <div className="w-full max-w-sm">
        <div className="mb-7 flex flex-col items-center gap-4">
          <Mark className="size-11" />
          <h1 className="text-xl font-medium tracking-tight">{title}</h1>
        </div>
        <form
          onSubmit={onSubmit}
          className="flex flex-col gap-4 rounded-2xl border border-line bg-surface p-6 shadow-card"
          aria-describedby={failure === null ? undefined : alertId}
        >
          {failure !== null && (
            <div id={alertId} role="alert" className="flex gap-2.5 rounded-lg bg-danger-soft p-3 text-danger">
              <CircleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
              <p>{failure}</p>
            </div>
          )}
          {children}
        </form>
      </div>
    </main>
  );
}

interface EntranceFieldProps {
  readonly label: string;
  readonly name: string;
  readonly type: 'email' | 'password' | 'text';
  readonly autoComplete: string;
  readonly autoFocus?: boolean;
  readonly isOptional?: boolean;
  readonly minLength?: number;
  /** What is asked of the value, below the field. */
  readonly hint?: string;
  readonly inputRef?: Ref<HTMLInputElement>;
}

export function EntranceField({ label, hint, isOptional = false, inputRef, ...input }: EntranceFieldProps) {
  const hintId = useId();
  return (
    <label className="flex flex-col gap-1.5 font-medium">
      {label}
      <input
        {...input}
        ref={inputRef}
        required={!isOptional}
        aria-describedby={hint === undefined ? undefined : hintId}
        className="h-10 rounded-lg border border-line-strong bg-surface px-3 font-normal outline-offset-0 focus-visible:border-focus"
      />
      {hint !== undefined && (
        <span id={hintId} className="text-xs font-normal text-ink-faint">
          {hint}
        </span>
      )}
    </label>
  );
}
