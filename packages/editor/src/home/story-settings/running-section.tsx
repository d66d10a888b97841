import { retentions } from '@fabula/model';
import { problemAt } from '../../data/failure.ts';
import { spanText } from '../../ui/amount.ts';
import { Field } from '../../ui/field.tsx';
import { inputClass } from '../../ui/input-class.ts';
import { Switch } from '../../ui/switch.tsx';
import { Section, type SectionPart } from './section.tsx';
import type { Definition } from './settings-values.ts';

export function RunningSection({ form, onChange, isClosed, error }: SectionPart<Definition>) {
  return (
    <Section title="How it runs">
      <Field
        label="Keep events for"
        help="Then they are removed by themselves."
        error={problemAt(error, 'keep_events_for')}
        className="sm:max-w-60"
      >
        {(wiring) => (
          <select
            {...wiring}
            value={form.keepEventsFor}
            disabled={isClosed}
            onChange={(event) => onChange({ keepEventsFor: Number(event.target.value) })}
            className={inputClass()}
          >
            {retentions.map((seconds) => (
              <option key={seconds} value={seconds}>
                {spanText(seconds)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Switch
        words="High priority: its events go first when there is much to do"
        isOn={form.priority}
        isDisabled={isClosed}
        onChange={(priority) => onChange({ priority })}
      />
      <Switch
        words="Disabled: nothing that arrives is worked on"
        isOn={form.disabled}
        isDisabled={isClosed}
        onChange={(disabled) => onChange({ disabled })}
      />
    </Section>
  );
}
