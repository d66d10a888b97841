/** What an action has besides its options: name, description, whether it runs, when, and who is told. */
import { slugOf } from '@fabula/model';
import { Plus, Trash2 } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { IconButton } from '../../ui/button.tsx';
import { inputClass } from '../../ui/input-class.ts';
import { Switch } from '../../ui/switch.tsx';
import type { DraftState } from '../draft/action-draft.ts';
import type { ScheduleLine } from '../draft/action-fields.ts';
import { useForm } from './form-context.ts';
import { QuietButton } from './quiet-button.tsx';

interface SettingsSectionProps {
  readonly state: DraftState;
  readonly canBeScheduled: boolean;
}

export function SettingsSection({ state, canBeScheduled }: SettingsSectionProps) {
  const { draft, isReadOnly } = useForm();
  const { fields } = state;
  return (
    <div className="flex flex-col gap-3 px-4 pb-5">
      <Named name="Name">
        {(id) => (
          <>
            <LateInput
              id={id}
              value={fields.name}
              isAcceptable={(name) => name.trim() !== ''}
              onChange={(name) => draft.setSetting('name', name)}
            />
            <p className="text-xs text-ink-faint">
              Formulas read it as <code className="font-mono">{slugOf(fields.name)}</code>. After a change of the name
              they have to be changed too.
            </p>
          </>
        )}
      </Named>
      <Named name="Description">
        {(id) => (
          <textarea
            id={id}
            rows={2}
            value={fields.description}
            readOnly={isReadOnly}
            onChange={(event) => draft.setSetting('description', event.target.value)}
            className={inputClass(false, 'h-auto! field-sizing-content max-h-48 min-h-14 py-2')}
          />
        )}
      </Named>
      <Switch
        words={fields.disabled ? 'Disabled: events that arrive are left alone' : 'Enabled'}
        isOn={!fields.disabled}
        isDisabled={isReadOnly}
        onChange={(isOn) => draft.setSetting('disabled', !isOn)}
      />
      {(canBeScheduled || fields.schedule.length > 0) && (
        <Schedule lines={fields.schedule} onChange={(lines) => draft.setSetting('schedule', lines)} />
      )}
      <Monitoring state={state} />
    </div>
  );
}

function Named({ name, children }: { readonly name: string; readonly children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-xs font-medium">
        {name}
      </label>
      {children(id)}
    </div>
  );
}

interface LateInputProps {
  readonly id?: string;
  readonly label?: string;
  readonly list?: string;
  readonly value: string;
  readonly isAcceptable: (text: string) => boolean;
  readonly onChange: (text: string) => void;
  readonly className?: string;
}

/** Takes effect when it is left or with Enter: half a name or half a schedule must not be saved. */
function LateInput({ id, label, list, value, isAcceptable, onChange, className }: LateInputProps) {
  const { isReadOnly } = useForm();
  const [text, setText] = useState<string>();
  function commit() {
    if (text !== undefined && text !== value && isAcceptable(text)) onChange(text);
    setText(undefined);
  }
  return (
    <input
      id={id}
      type="text"
      aria-label={label}
      list={list}
      data-own-undo={text !== undefined}
      value={text ?? value}
      readOnly={isReadOnly}
      onChange={(event) => setText(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
      }}
      className={inputClass(text !== undefined && !isAcceptable(text), className)}
    />
  );
}

interface ScheduleProps {
  readonly lines: readonly ScheduleLine[];
  readonly onChange: (lines: readonly ScheduleLine[]) => void;
}

const hourly: ScheduleLine = { cron: '0 * * * *', timezone: 'UTC' };
const isGiven = (text: string) => text.trim() !== '';

function Schedule({ lines, onChange }: ScheduleProps) {
  const { isReadOnly } = useForm();
  const zonesId = useId();
  const change = (index: number, part: Partial<ScheduleLine>) =>
    onChange(lines.map((line, at) => (at === index ? { ...line, ...part } : line)));
  return (
    <section aria-label="Schedule" className="flex flex-col gap-1.5">
      <h4 className="text-xs font-medium">Schedule</h4>
      <datalist id={zonesId}>
        {Intl.supportedValuesOf('timeZone').map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
        <div key={index} className="flex items-center gap-1.5">
          <LateInput
            label={`Schedule ${index + 1}, minute hour day month weekday`}
            value={line.cron}
            isAcceptable={isGiven}
            onChange={(cron) => change(index, { cron })}
            className="font-mono"
          />
          <LateInput
            label={`Schedule ${index + 1}, time zone`}
            list={zonesId}
            value={line.timezone}
            isAcceptable={isGiven}
            onChange={(timezone) => change(index, { timezone })}
          />
          {!isReadOnly && (
            <IconButton
              label={`Remove schedule ${index + 1}`}
              onClick={() => onChange(lines.filter((_, at) => at !== index))}
              className="size-8 shrink-0"
            >
              <Trash2 />
            </IconButton>
          )}
        </div>
      ))}
      {lines.length === 0 && isReadOnly && <p className="text-xs text-ink-faint">None</p>}
      {!isReadOnly && (
        <QuietButton className="-ml-1.5 self-start" onClick={() => onChange([...lines, hourly])}>
          <Plus aria-hidden /> Schedule
        </QuietButton>
      )}
    </section>
  );
}

function Monitoring({ state }: { readonly state: DraftState }) {
  const { draft, isReadOnly } = useForm();
  const { monitor_failures, monitor_all_events, monitor_no_events_emitted: silence } = state.fields;
  return (
    <section aria-label="Monitoring" className="flex flex-col gap-2">
      <h4 className="text-xs font-medium">Monitoring</h4>
      <Switch
        words="Tell of failures"
        isOn={monitor_failures}
        isDisabled={isReadOnly}
        onChange={(isOn) => draft.setSetting('monitor_failures', isOn)}
      />
      <Switch
        words="Tell of every event"
        isOn={monitor_all_events}
        isDisabled={isReadOnly}
        onChange={(isOn) => draft.setSetting('monitor_all_events', isOn)}
      />
      <div className="flex flex-wrap items-center gap-2">
        <Switch
          words="Tell when no event was emitted for"
          isOn={silence !== null}
          isDisabled={isReadOnly}
          onChange={(isOn) => draft.setSetting('monitor_no_events_emitted', isOn ? 86_400 : null)}
        />
        {silence !== null && (
          <span className="flex items-center gap-1.5 text-[0.8125rem]">
            <LateInput
              label="Seconds without an event"
              value={String(silence)}
              isAcceptable={(text) => /^\d{1,9}$/.test(text.trim())}
              onChange={(text) => draft.setSetting('monitor_no_events_emitted', Number(text))}
              className="w-24! tabular-nums"
            />
            seconds
          </span>
        )}
      </div>
    </section>
  );
}
