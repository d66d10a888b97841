import { type JobState, useDeleteJobs } from '../../data/jobs.ts';
import { countText } from '../../ui/amount.ts';
import { DeleteButton } from '../delete-button.tsx';

interface JobsDeletionProps {
  readonly state: Exclude<JobState, 'in_progress'>;
  readonly count: number;
}

const consequences = {
  queued: 'What they would have done is not done, in no story. Runs that wait for them end there.',
  retry: 'No further attempt is made. Runs that wait for them end there.',
  dead: 'Only this list is emptied. Events and logs stay.',
} as const;

export function JobsDeletion({ state, count }: JobsDeletionProps) {
  const remove = useDeleteJobs(state);
  return (
    <DeleteButton
      what={countText(count, 'job', 'jobs')}
      isPending={remove.isPending}
      error={remove.error}
      onDelete={() => remove.mutate()}
    >
      <p>{consequences[state]}</p>
    </DeleteButton>
  );
}
