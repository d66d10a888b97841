import { useQuery } from '@tanstack/react-query';
import { CirclePause, Gauge } from 'lucide-react';
import { eventLimitQuery, limitOfAllQuery } from '../data/budget.ts';
import { classNames } from '../ui/class-names.ts';
import { budgetNotice } from './budget-words.ts';

/** Under the bar, when the story nears its events of the day or waits for the next one. Otherwise nothing. */
export function BudgetBanner({ storyId }: { readonly storyId: number }) {
  // A failure says nothing here: what the page is about shows its own.
  const { data: limit, dataUpdatedAt } = useQuery(eventLimitQuery(storyId));
  const { data: ofAll } = useQuery(limitOfAllQuery);
  const notice = limit === undefined ? null : budgetNotice(limit, ofAll, dataUpdatedAt);
  return (
    <div role="status" aria-label="Events of the day">
      {notice !== null && (
        <p
          className={classNames(
            'flex items-start gap-2 border-b border-line px-3 py-1.5 text-xs md:px-4 [&>svg]:mt-px [&>svg]:size-3.5 [&>svg]:shrink-0',
            notice.isPaused ? 'bg-warn-soft text-warn' : 'bg-surface text-ink-soft [&>svg]:text-warn',
          )}
        >
          {notice.isPaused ? <CirclePause aria-hidden /> : <Gauge aria-hidden />}
          <span>
            <span className="font-medium">{notice.what}</span> {notice.next}
          </span>
        </p>
      )}
    </div>
  );
}
