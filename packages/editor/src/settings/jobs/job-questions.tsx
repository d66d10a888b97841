/** Asks before one job is tried again or taken away. */
import { type Job, type JobState, useDeleteJob, useRetryJob } from '../../data/jobs.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { consequences } from './consequences.ts';

interface QuestionProps {
  readonly job: Job;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function RetryQuestion({ job, isOpen, onClose }: QuestionProps) {
  const retry = useRetryJob();
  const isUnknown = job.error_class === 'OutcomeUnknown';
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={onClose}
      title={`Try ${job.agent.name || `action ${job.agent.id}`} again?`}
      action="Try again"
      pending="Starting…"
      isPending={retry.isPending}
      error={retry.error}
      isDestructive={isUnknown}
      onConfirm={() => retry.mutate(job.id, { onSuccess: onClose })}
    >
      <p>
        The action is performed once more for the same event, as it is now. Should it fail again, it is back in this
        list.
      </p>
      {isUnknown && (
        <p className="mt-1.5">
          Nobody knows how the first call ended: it may have arrived, and then this one is the second. Look at the other
          side first.
        </p>
      )}
    </ConfirmDialog>
  );
}

export function DeleteQuestion({
  job,
  state,
  isOpen,
  onClose,
}: QuestionProps & { readonly state: Exclude<JobState, 'in_progress'> }) {
  const remove = useDeleteJob(state);
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={onClose}
      title={`Delete this job of ${job.agent.name || `action ${job.agent.id}`}?`}
      action="Delete"
      pending="Deleting…"
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(job.id, { onSuccess: onClose })}
    >
      {consequences[state].one}
    </ConfirmDialog>
  );
}
