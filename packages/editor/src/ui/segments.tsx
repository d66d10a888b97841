import { RadioGroup as Kit } from 'radix-ui';

interface SegmentsProps<Name extends string> {
  readonly label: string;
  readonly choices: readonly { readonly name: Name; readonly label: string }[];
  readonly value: Name;
  readonly onChange: (name: Name) => void;
}

/** A few choices in a row, one of them made. */
export function Segments<Name extends string>({ label, choices, value, onChange }: SegmentsProps<Name>) {
  return (
    <Kit.Root
      value={value}
      onValueChange={(next) => {
        const chosen = choices.find((choice) => choice.name === next);
        if (chosen !== undefined) onChange(chosen.name);
      }}
      aria-label={label}
      orientation="horizontal"
      className="flex gap-1"
    >
      {choices.map((choice) => (
        <Kit.Item
          key={choice.name}
          value={choice.name}
          className="h-7 rounded-md px-2.5 text-xs font-medium text-ink-soft hover:bg-hover data-[state=checked]:bg-accent-soft data-[state=checked]:text-accent"
        >
          {choice.label}
        </Kit.Item>
      ))}
    </Kit.Root>
  );
}
