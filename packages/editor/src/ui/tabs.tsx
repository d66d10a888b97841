import { Tabs as Kit } from 'radix-ui';
import type { ReactNode } from 'react';

export interface Tab<Name extends string> {
  readonly name: Name;
  readonly label: string;
  /** Shown beside the label: how many, for instance. */
  readonly mark?: ReactNode;
  readonly content: ReactNode;
}

interface TabsProps<Name extends string> {
  readonly tabs: readonly Tab<Name>[];
  readonly value: Name;
  readonly onChange: (name: Name) => void;
  readonly label: string;
}

/** Tabs whose content fills the height that is left. Only the open one is mounted. */
export function Tabs<Name extends string>({ tabs, value, onChange, label }: TabsProps<Name>) {
  return (
    <Kit.Root
      value={value}
      onValueChange={(next) => {
        const chosen = tabs.find((tab) => tab.name === next);
        if (chosen !== undefined) onChange(chosen.name);
      }}
      className="flex min-h-0 flex-1 flex-col"
    >
      <Kit.List aria-label={label} className="flex gap-1 border-b border-line px-3">
        {tabs.map((tab) => (
          <Kit.Trigger
            key={tab.name}
            value={tab.name}
            className="-mb-px flex h-10 items-center gap-1.5 border-b-2 border-transparent px-2.5 font-medium text-ink-soft hover:text-ink focus-visible:outline-offset-[-3px] data-[state=active]:border-accent data-[state=active]:text-ink"
          >
            {tab.label}
            {tab.mark}
          </Kit.Trigger>
        ))}
      </Kit.List>
      {tabs.map((tab) => (
        <Kit.Content
          key={tab.name}
          value={tab.name}
          className="flex min-h-0 flex-1 flex-col outline-none data-[state=inactive]:hidden"
        >
          {tab.content}
        </Kit.Content>
      ))}
    </Kit.Root>
  );
}
