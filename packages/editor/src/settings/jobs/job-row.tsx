import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { readAction } from '../../data/actions.ts';
import type { Job } from '../../data/jobs.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { Notice } from '../../ui/notice.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { RecordRow } from '../record-list.tsx';

const errors: Readonly<Record<string, string>> = {
  TemporaryFailure: 'failed for now',
  ActionFailure: 'failed',
  OutcomeUnknown: 'outcome unknown',
};

export function JobRow({ job }: { readonly job: Job }) {
  const navigate = useNavigate();
  const [failure, setFailure] = useState<string>();
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
        <Button look="quiet" onClick={() => void open()}>
          Open the action
        </Button>
      }
    >
      {failure !== undefined && (
        <Notice tone="danger" className="mx-4 mb-3">
          {failure}
        </Notice>
      )}
    </RecordRow>
  );
}
