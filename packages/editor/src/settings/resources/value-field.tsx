import { JsonField } from '../../formula-field/json-field.tsx';
import { inputClass } from '../../ui/input-class.ts';
import { Segments } from '../../ui/segments.tsx';
import { TableField } from './table/table-field.tsx';
import { inForm, jsonInText, tableIn, type WrittenValue } from './written-value.ts';

interface ValueFieldProps {
  /** Spoken and shown above the field. */
  readonly label: string;
  readonly value: WrittenValue;
  readonly onChange: (value: WrittenValue) => void;
  readonly isReadOnly: boolean;
}

const forms = [
  { name: 'text', label: 'Text' },
  { name: 'json', label: 'JSON' },
  { name: 'table', label: 'Table' },
] as const;

/** The value of a resource, as text, as JSON, or as a table where it can be one. */
export function ValueField({ label, value, onChange, isReadOnly }: ValueFieldProps) {
  const becomes = jsonInText(value);
  const canBeTable = tableIn(value) !== null;
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex items-center justify-between gap-2">
        <p className="text-xs font-medium">{label}</p>
        <Segments
          label={`Form of ${label}`}
          choices={forms.filter(({ name }) => name !== 'table' || canBeTable)}
          value={value.form}
          onChange={(form) => onChange(inForm(value, form))}
        />
      </div>
      {value.form === 'table' ? (
        <TableField
          label={label}
          rows={value.rows}
          onChange={(rows) => onChange({ form: 'table', rows })}
          isReadOnly={isReadOnly}
        />
      ) : value.form === 'json' ? (
        <JsonField
          label={label}
          accepts="any"
          value={value.text}
          isReadOnly={isReadOnly}
          onChange={(text) => onChange({ form: 'json', text })}
          frameClassName="min-h-32 max-h-[60vh] overflow-y-auto"
        />
      ) : (
        <textarea
          aria-label={label}
          rows={4}
          spellCheck={false}
          value={value.text}
          readOnly={isReadOnly}
          onChange={(event) => onChange({ form: 'text', text: event.target.value })}
          className={inputClass(false, 'h-auto! field-sizing-content min-h-32 max-h-[60vh] py-2 font-mono text-xs!')}
        />
      )}
      {becomes !== null && (
        <p className="text-xs text-ink-soft">This text is JSON: stories will read {becomes}, not text.</p>
      )}
    </div>
  );
}
