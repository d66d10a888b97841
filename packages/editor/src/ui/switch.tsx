interface SwitchProps {
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  /** Spoken name, where the words beside it only say whether it is on. */
  readonly label?: string;
  readonly words?: string;
  readonly isDisabled?: boolean;
  readonly describedBy?: string | undefined;
}

export function Switch({ isOn, onChange, label, words, isDisabled = false, describedBy }: SwitchProps) {
  return (
    <label className="flex w-fit items-center gap-2.5 text-[0.8125rem]">
      <input
        type="checkbox"
        role="switch"
        aria-label={words === undefined ? label : undefined}
        aria-describedby={describedBy}
        aria-checked={isOn}
        checked={isOn}
        disabled={isDisabled}
        onChange={(event) => onChange(event.target.checked)}
        className="relative h-5 w-9 shrink-0 cursor-pointer appearance-none rounded-full bg-line-strong transition-colors after:absolute after:top-0.5 after:left-0.5 after:size-4 after:rounded-full after:bg-surface after:shadow-card after:transition-transform checked:bg-accent checked:after:translate-x-4 disabled:cursor-default disabled:opacity-60"
      />
      <span>{words ?? (isOn ? 'true' : 'false')}</span>
    </label>
  );
}
