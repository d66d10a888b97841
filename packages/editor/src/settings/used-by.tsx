/** Which actions name a credential or a resource. One that a formula puts together by itself is not known. */
import { useQueries } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { actionQuery } from '../data/actions.ts';
import { ActionIcon } from '../ui/action-icon.tsx';
import { actionKind } from '../ui/action-kind.ts';
import { Skeleton } from '../ui/states.tsx';

/** More would be a page of its own; the count tells how many there are. */
const shown = 12;

export function UsedBy({ actionIds, what }: { readonly actionIds: readonly number[]; readonly what: string }) {
  const actions = useQueries({ queries: actionIds.slice(0, shown).map(actionQuery) });
  return (
    <section aria-label="Used by">
      <h2 className="pb-2 font-medium">Used by</h2>
      {actionIds.length === 0 ? (
        <p className="text-ink-soft">No action that you can see names this {what}.</p>
      ) : (
        <ul className="flex flex-wrap gap-2">
          {actions.map(({ data: action, isError }, index) =>
            action === undefined ? (
              isError || <Skeleton key={actionIds[index]} className="h-8 w-40" />
            ) : (
              <li key={action.id}>
                <Link
                  to="/stories/$storyId"
                  params={{ storyId: String(action.story_id) }}
                  search={{ action: action.id, draft: action.draft_id ?? undefined }}
                  className="flex h-8 max-w-72 items-center gap-2 rounded-lg border border-line bg-surface px-2.5 text-xs shadow-card hover:bg-hover"
                >
                  <ActionIcon kind={actionKind(action.type, action.options)} size="small" />
                  <span className="truncate">{action.name}</span>
                </Link>
              </li>
            ),
          )}
          {actionIds.length > shown && (
            <li className="flex h-8 items-center text-ink-soft">and {actionIds.length - shown} more</li>
          )}
        </ul>
      )}
    </section>
  );
}

/** "used by 3 actions", or that nobody does. */
export function usedText(count: number): string {
  if (count === 0) return 'not used';
  return count === 1 ? 'used by 1 action' : `used by ${count} actions`;
}
