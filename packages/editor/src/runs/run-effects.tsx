import type { ActionResponse } from '@fabula/model';
import { useQuery } from '@tanstack/react-query';
import type { ComponentProps } from 'react';
import type { StoryPlace } from '../data/editing.ts';
import { type RunEffect, runEffectsQuery } from '../data/runs.ts';
import { Chip } from '../ui/chip.tsx';
import { shortDuration } from '../ui/relative-time.ts';
import { Failed } from '../ui/states.tsx';

interface RunEffectsProps {
  readonly place: StoryPlace;
  readonly guid: string;
  readonly actions: ReadonlyMap<number, ActionResponse>;
}

/** What a run sent to the outside, attempt by attempt, and whether it is known how it ended. Nothing when it sent nothing. */
export function RunEffects({ place, guid, actions }: RunEffectsProps) {
  const effects = useQuery(runEffectsQuery(place, guid));
  if (effects.isError) {
    return <Failed what="The calls could not be read." error={effects.error} onRetry={() => void effects.refetch()} />;
  }
  if (!effects.isSuccess || effects.data.length === 0) return null;
  return (
    <section aria-label="Calls to the outside" className="border-t border-line px-4 py-3">
      <h3 className="mb-2 text-xs font-medium text-ink-soft">Calls to the outside</h3>
      <ul className="flex max-h-56 flex-col gap-1.5 overflow-y-auto">
        {effects.data.map((effect) => (
          <li key={`${effect.outcome} ${effect.id}`} className="flex items-center gap-2">
            <span className="min-w-0 flex-1 truncate">
              {actions.get(effect.action_id)?.name ?? 'An action that is gone'}
              {effect.attempt > 0 && <span className="text-ink-faint"> · try {effect.attempt + 1}</span>}
            </span>
            <span className="text-xs text-ink-faint tabular-nums">{tookFor(effect)}</span>
            <Chip tone={looks[effect.outcome].tone}>{looks[effect.outcome].text}</Chip>
          </li>
        ))}
      </ul>
      {effects.data.some(({ outcome }) => outcome === 'unknown') && (
        <p className="mt-2 text-xs text-ink-soft">
          Unknown: Fabula was stopped between sending and recording the answer. Check at the other side whether it
          arrived.
        </p>
      )}
    </section>
  );
}

const looks: Record<RunEffect['outcome'], { text: string; tone: NonNullable<ComponentProps<typeof Chip>['tone']> }> = {
  started: { text: 'on its way', tone: 'accent' },
  done: { text: 'answered', tone: 'plain' },
  failed: { text: 'failed', tone: 'danger' },
  retried: { text: 'tried again later', tone: 'plain' },
  unknown: { text: 'outcome unknown', tone: 'warn' },
};

/** A call that is not known to have ended took no time that could be told. */
function tookFor({ outcome, started_at, ended_at }: RunEffect): string {
  if (ended_at === null || outcome === 'unknown') return '';
  const seconds = (Date.parse(ended_at) - Date.parse(started_at)) / 1_000;
  return seconds < 1 ? `${Math.round(seconds * 1_000)} ms` : shortDuration(seconds);
}
