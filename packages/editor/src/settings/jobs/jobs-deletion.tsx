import { type JobState, useDeleteJobs } from '../../data/jobs.ts';
import { countText } from '../../ui/amount.ts';
import { DeleteButton } from '../delete-button.tsx';
import { consequences } from './consequences.ts';

interface JobsDeletionProps {
  readonly state: Exclude<JobState, 'in_progress'>;
  readonly count: number;
}

export function JobsDeletion({ state, count }: JobsDeletionProps) {
  const remove = useDeleteJobs(state);
  return (
    <DeleteButton
      what={countText(count, 'job', 'jobs')}
      isPending={remove.isPending}
      error={remove.error}
      onDelete={() => remove.mutate()}
    >
      <p>{consequences[state].all}</p>
    </DeleteButton>
  );
}
