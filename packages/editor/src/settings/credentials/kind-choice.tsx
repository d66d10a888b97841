import { credentialModes } from '@fabula/model';
import type { CredentialMode } from '../../data/credentials.ts';
import { credentialKinds } from './secret-fields.ts';

interface KindChoiceProps {
  readonly value: CredentialMode;
  readonly onChange: (mode: CredentialMode) => void;
}

/** Which kind of secret it is. It cannot be changed later. */
export function KindChoice({ value, onChange }: KindChoiceProps) {
  return (
    <fieldset>
      <legend className="pb-2 text-xs font-medium">Kind</legend>
      <div className="grid gap-2 sm:grid-cols-2 lg:grid-cols-3">
        {credentialModes.map((mode) => (
          <label
            key={mode}
            className="flex cursor-pointer items-start gap-2.5 rounded-xl border border-line bg-surface p-3 shadow-card has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus"
          >
            <input
              type="radio"
              name="kind"
              checked={mode === value}
              onChange={() => onChange(mode)}
              className="mt-0.5 size-4 shrink-0 accent-(--accent) outline-none"
            />
            <span>
              <span className="font-medium">{credentialKinds[mode].label}</span>
              <span className="mt-0.5 block text-xs text-ink-soft">{credentialKinds[mode].says}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
