import { Field } from '../../ui/field.tsx';
import { inputClass } from '../../ui/input-class.ts';
import { chooseTheme, type Theme, useTheme } from '../../ui/theme.ts';
import { chooseTimeZone, exactTime, useTimeZone } from '../../ui/time-zone.ts';
import { Section } from './section.tsx';

const themes: readonly { readonly value: Theme; readonly label: string }[] = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

const zones = Intl.supportedValuesOf('timeZone');
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Kept on this device, and taken over at once. */
export function AppearanceSection() {
  const theme = useTheme();
  const zone = useTimeZone();
  return (
    <Section title="Appearance" lead="Kept on this device.">
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Colours">
          {(wiring) => (
            <select
              {...wiring}
              value={theme}
              onChange={({ target }) =>
                chooseTheme(themes.find(({ value }) => value === target.value)?.value ?? 'system')
              }
              className={inputClass()}
            >
              {themes.map(({ value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label="Time zone" help={`Exact times read ${exactTime(Date.now(), zone)}.`}>
          {(wiring) => (
            <select
              {...wiring}
              value={zone ?? ''}
              onChange={({ target }) => chooseTimeZone(target.value === '' ? undefined : target.value)}
              className={inputClass()}
            >
              <option value="">As this device: {own}</option>
              {zones.map((name) => (
                <option key={name} value={name}>
                  {name.replaceAll('_', ' ')}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
    </Section>
  );
}
