/** What the story may write today, what it keeps, and what it will keep. */
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type EventLimit, eventLimitQuery, type StoryUsage, storyUsageQuery } from '../data/budget.ts';
import { bytesText, countText, spanText } from '../ui/amount.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Failed, SkeletonRows } from '../ui/states.tsx';
import { usedText } from './budget-words.ts';

interface BudgetDialogProps {
  readonly storyId: number;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function BudgetDialog({ storyId, isOpen, onClose }: BudgetDialogProps) {
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Budget" description="What this story writes, and what it keeps.">
      <Budget storyId={storyId} />
    </Dialog>
  );
}

function Budget({ storyId }: { readonly storyId: number }) {
  const limit = useQuery(eventLimitQuery(storyId));
  const usage = useQuery(storyUsageQuery(storyId));
  const failure = limit.error ?? usage.error;
  if (limit.data !== undefined && usage.data !== undefined) return <Rows limit={limit.data} usage={usage.data} />;
  if (failure === null) return <SkeletonRows count={4} className="h-8" />;
  return (
    <Failed
      what="The budget could not be read."
      error={failure}
      onRetry={() => {
        for (const each of [limit, usage]) if (each.isError) void each.refetch();
      }}
    />
  );
}

function Rows({ limit, usage }: { readonly limit: EventLimit; readonly usage: StoryUsage }) {
  return (
    <dl className="divide-y divide-line">
      <Row
        name="Today (UTC)"
        note={limit.daily_event_limit === null ? 'no limit of events a day' : 'events of the day'}
      >
        {usedText(limit)}
      </Row>
      <Row
        name="Kept now"
        note={`about ${bytesText(usage.bytes)}, ${countText(usage.logs_count, 'log', 'logs')} included`}
      >
        {countText(usage.events_count, 'event', 'events')}
      </Row>
      <Row name="A day" note={`about ${bytesText(usage.bytes_per_day)}`}>
        {countText(usage.events_per_day, 'event', 'events')}
      </Row>
      <Row
        name="Forecast"
        note={`about ${bytesText(usage.forecast_bytes)}, going on like this for ${spanText(usage.keep_events_for)}`}
      >
        {countText(usage.forecast_events_count, 'event', 'events')}
      </Row>
    </dl>
  );
}

function Row({ name, note, children }: { readonly name: string; readonly note: string; readonly children: ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-4 py-2.5">
      <dt className="shrink-0 text-ink-soft">{name}</dt>
      <dd className="text-right">
        <span className="font-medium tabular-nums">{children}</span>
        <span className="block text-xs text-ink-soft">{note}</span>
      </dd>
    </div>
  );
}
