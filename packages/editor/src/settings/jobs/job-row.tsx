import { useNavigate } from '@tanstack/react-router';
import { RotateCw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { readAction } from '../../data/actions.ts';
import type { Job, JobState } from '../../data/jobs.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { Notice } from '../../ui/notice.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { RecordRow } from '../record-list.tsx';
import { DeleteQuestion, RetryQuestion } from './job-questions.tsx';

const errors: Readonly<Record<string, string>> = {
  TemporaryFailure: 'failed for now',
  ActionFailure: 'failed',
  OutcomeUnknown: 'outcome unknown',
};

interface JobRowProps {
  readonly job: Job;
  readonly state: JobState;
}

export function JobRow({ job, state }: JobRowProps) {
  const navigate = useNavigate();
  const [failure, setFailure] = useState<string>();
  const [asking, setAsking] = useState<'retry' | 'delete'>();
  const question = { job, onClose: () => setAsking(undefined) };
  const { agent, events, error_class: error } = job;

  /** A job names its action alone; which story that is in is asked for when somebody goes there. */
  async function open() {
    try {
      const { story_id, draft_id } = await readAction(agent.id);
      await navigate({
        to: '/stories/$storyId',
        params: { storyId: String(story_id) },
        search: { action: agent.id, draft: draft_id ?? undefined, tab: 'logs' },
      });
    } catch (reason) {
      setFailure(reason instanceof Error ? reason.message : String(reason));
    }
  }

  return (
    <RecordRow
      title={agent.name || `Action ${agent.id}`}
      chips={
        error !== '' && <Chip tone={error === 'TemporaryFailure' ? 'warn' : 'danger'}>{errors[error] ?? error}</Chip>
      }
      facts={
        <>
          <span>{events === null ? 'by its schedule' : `event ${events}`}</span>
          {typeof job.started_at === 'number' && (
            <span>
              since <TimeAgo at={new Date(job.started_at * 1_000).toISOString()} />
            </span>
          )}
          {job.retry_count > 0 && <span>{job.retry_count} attempts</span>}
          {typeof job.last_retry === 'number' && (
            <span>
              last <TimeAgo at={new Date(job.last_retry * 1_000).toISOString()} />
            </span>
          )}
        </>
      }
      actions={
        <>
          <Button look="quiet" onClick={() => void open()}>
            Open the action
          </Button>
          {state === 'dead' && (
            <Button onClick={() => setAsking('retry')}>
              <RotateCw aria-hidden /> Try again…
            </Button>
          )}
          {state !== 'in_progress' && (
            <IconButton label="Delete this job" onClick={() => setAsking('delete')}>
              <Trash2 />
            </IconButton>
          )}
        </>
      }
    >
      <RetryQuestion {...question} isOpen={asking === 'retry'} />
      {state !== 'in_progress' && <DeleteQuestion {...question} state={state} isOpen={asking === 'delete'} />}
      {failure !== undefined && (
        <Notice tone="danger" className="mx-4 mb-3">
          {failure}
        </Notice>
      )}
    </RecordRow>
  );
}
