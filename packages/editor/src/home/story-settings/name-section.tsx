import { problemAt } from '../../data/failure.ts';
import { Field } from '../../ui/field.tsx';
import { inputClass } from '../../ui/input-class.ts';
import { TextField } from '../../ui/text-field.tsx';
import { Section, type SectionPart } from './section.tsx';
import type { Definition } from './settings-values.ts';

interface NameSectionProps extends SectionPart<Definition> {
  readonly problem: string | undefined;
}

export function NameSection({ form, onChange, isClosed, error, problem }: NameSectionProps) {
  return (
    <Section title="What it is">
      <TextField
        label="Name"
        error={problem ?? problemAt(error, 'name')}
        type="text"
        maxLength={255}
        value={form.name}
        readOnly={isClosed}
        onChange={(event) => onChange({ name: event.target.value })}
      />
      <Field label="Description" isOptional error={problemAt(error, 'description')}>
        {(wiring) => (
          <textarea
            {...wiring}
            rows={3}
            value={form.description}
            readOnly={isClosed}
            onChange={(event) => onChange({ description: event.target.value })}
            className={inputClass(false, 'field-sizing-content h-auto! max-h-48 min-h-18 py-2')}
          />
        )}
      </Field>
    </Section>
  );
}
