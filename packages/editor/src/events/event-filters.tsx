import type { ActionResponse } from '@fabula/model';
import { useEffect, useMemo, useState } from 'react';
import type { EventChoice } from '../data/story-events.ts';
import { inputClass } from '../ui/input-class.ts';
import { Switch } from '../ui/switch.tsx';
import { useSettled } from '../ui/use-settled.ts';
import { rangeOf, type TimeChoice, timeChoices } from './time-choice.ts';

interface EventFiltersProps {
  readonly actions: readonly ActionResponse[];
  readonly choice: EventChoice;
  readonly onChange: (choice: EventChoice) => void;
}

const pauseMs = 300;

/** Which events are listed: with which text, of which action, from when, and whether only those that were emitted again. */
export function EventFilters({ actions, choice, onChange }: EventFiltersProps) {
  const [time, setTime] = useState<TimeChoice>('any');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [text, setText] = useState('');
  const settled = useSettled(text.trim(), pauseMs) || undefined;
  useEffect(() => {
    if (settled !== choice.text) onChange({ ...choice, text: settled });
  }, [settled, choice, onChange]);
  const byName = useMemo(() => actions.toSorted((a, b) => a.name.localeCompare(b.name, 'en')), [actions]);
  const look = inputClass(false, 'h-8 px-2 text-xs');

  function takeTime(next: { time?: TimeChoice; from?: string; to?: string }) {
    const all = { time, from, to, ...next };
    setTime(all.time);
    setFrom(all.from);
    setTo(all.to);
    onChange({ ...choice, ...rangeOf(all.time, Date.now(), all.from, all.to) });
  }

  return (
    <fieldset className="flex flex-col gap-2 border-b border-line px-4 pb-3">
      <legend className="sr-only">Which events</legend>
      <input
        type="search"
        aria-label="Text in the payload"
        placeholder="Search in payloads"
        value={text}
        onChange={({ target }) => setText(target.value)}
        className={look}
      />
      <div className="grid grid-cols-2 gap-2">
        <select
          aria-label="Action"
          value={choice.actionId ?? ''}
          onChange={({ target }) =>
            onChange({ ...choice, actionId: target.value === '' ? undefined : Number(target.value) })
          }
          className={look}
        >
          <option value="">All actions</option>
          {byName.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
        <select
          aria-label="Time"
          value={time}
          onChange={({ target }) => {
            const next = timeChoices.find(({ name }) => name === target.value);
            if (next !== undefined) takeTime({ time: next.name });
          }}
          className={look}
        >
          {timeChoices.map(({ name, label }) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
        </select>
        {time === 'between' && (
          <>
            <input
              type="datetime-local"
              aria-label="From"
              value={from}
              onChange={({ target }) => takeTime({ from: target.value })}
              className={look}
            />
            <input
              type="datetime-local"
              aria-label="To"
              value={to}
              onChange={({ target }) => takeTime({ to: target.value })}
              className={look}
            />
          </>
        )}
      </div>
      <Switch
        words="Only those that were emitted again"
        isOn={choice.isReEmitted}
        onChange={(isReEmitted) => onChange({ ...choice, isReEmitted })}
      />
    </fieldset>
  );
}
