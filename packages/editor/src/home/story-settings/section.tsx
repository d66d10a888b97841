import { type ReactNode, useId } from 'react';

interface SectionProps {
  readonly title: string;
  readonly lead?: string;
  readonly children: ReactNode;
}

/** Settings that belong together. */
export function Section({ title, lead, children }: SectionProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className="flex flex-col gap-3.5 border-t border-line pt-4 first:border-t-0 first:pt-0"
    >
      <div>
        <h3 id={id} className="font-medium">
          {title}
        </h3>
        {lead !== undefined && <p className="mt-0.5 text-xs text-ink-soft">{lead}</p>}
      </div>
      {children}
    </section>
  );
}

/** What every section of the form is given. */
export interface SectionPart<Form> {
  readonly form: Form;
  readonly onChange: (change: Partial<Form>) => void;
  readonly isClosed: boolean;
  /** Of the last try to save. */
  readonly error: Error | null;
}
