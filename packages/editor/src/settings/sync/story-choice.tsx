import { useQuery } from '@tanstack/react-query';
import { CircleAlert } from 'lucide-react';
import { teamStoriesQuery } from '../../data/sync-destinations.ts';
import { Skeleton } from '../../ui/states.tsx';

interface StoryChoiceProps {
  readonly teamId: number;
  readonly value: readonly number[];
  readonly onChange: (ids: readonly number[]) => void;
  readonly error: string | undefined;
}

/** Which stories of the team are published. */
export function StoryChoice({ teamId, value, onChange, error }: StoryChoiceProps) {
  const stories = useQuery(teamStoriesQuery(teamId));
  return (
    <fieldset>
      <legend className="pb-1.5 text-xs font-medium">Stories</legend>
      <div className="flex max-h-60 flex-col gap-2 overflow-y-auto rounded-lg border border-line-strong p-3">
        {stories.data === undefined && (stories.error === null ? <Skeleton className="h-5" /> : stories.error.message)}
        {stories.data?.length === 0 && <p className="text-xs text-ink-soft">The team has no stories yet.</p>}
        {stories.data?.map(({ id, name, isControlled, isCopy }) => (
          <label key={id} className="flex items-center gap-2.5 text-[0.8125rem]">
            <input
              type="checkbox"
              checked={value.includes(id)}
              disabled={!value.includes(id) && (!isControlled || isCopy)}
              onChange={({ target }) => onChange(target.checked ? [...value, id] : value.filter((each) => each !== id))}
              className="size-4 shrink-0 accent-(--accent)"
            />
            <span className="min-w-0 truncate">{name}</span>
            {isCopy ? (
              <span className="ml-auto shrink-0 text-xs text-ink-faint">is a copy itself</span>
            ) : (
              isControlled || (
                <span className="ml-auto shrink-0 text-xs text-ink-faint">switch on its change control first</span>
              )
            )}
          </label>
        ))}
      </div>
      {error !== undefined && (
        <p role="alert" className="mt-1.5 flex items-start gap-1.5 text-xs text-danger">
          <CircleAlert className="mt-px size-3.5 shrink-0" aria-hidden />
          {error}
        </p>
      )}
    </fieldset>
  );
}
