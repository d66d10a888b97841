import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { ListTodo, RotateCw } from 'lucide-react';
import { jobsQuery } from '../../data/jobs.ts';
import { countText } from '../../ui/amount.ts';
import { IconButton } from '../../ui/button.tsx';
import { PagedList } from '../../ui/paged-list.tsx';
import { Segments } from '../../ui/segments.tsx';
import { Empty } from '../../ui/states.tsx';
import { RecordList } from '../record-list.tsx';
import { SettingsPage } from '../settings-page.tsx';
import { JobRow } from './job-row.tsx';
import { jobStates } from './job-states.ts';
import { JobsDeletion } from './jobs-deletion.tsx';

const choices = jobStates.map(({ name, label }) => ({ name, label }));

export function JobsPage() {
  const { state = 'queued' } = useSearch({ from: '/signed-in/settings/jobs' });
  const navigate = useNavigate({ from: '/settings/jobs' });
  const query = useInfiniteQuery(jobsQuery(state));
  const count = query.data?.pages[0]?.count ?? 0;
  const shown = jobStates.find(({ name }) => name === state);
  return (
    <SettingsPage
      title="Jobs"
      lead="Every event that goes into an action is a job. Most are done at once and never seen here."
      actions={
        <>
          <IconButton label="Look again" look="secondary" onClick={() => void query.refetch()}>
            <RotateCw />
          </IconButton>
          {state !== 'in_progress' && count > 0 && <JobsDeletion state={state} count={count} />}
        </>
      }
    >
      <div className="flex flex-wrap items-center justify-between gap-2">
        <Segments
          label="State"
          choices={choices}
          value={state}
          onChange={(next) => void navigate({ search: (before) => ({ ...before, state: next }), replace: true })}
        />
        <p role="status" className="text-xs text-ink-soft">
          {query.data !== undefined && countText(count, 'job', 'jobs')}
        </p>
      </div>
      <p className="text-ink-soft">{shown?.says}</p>
      <PagedList
        query={query}
        failure="The jobs could not be read."
        empty={<Empty icon={<ListTodo />} title={shown?.none ?? ''} />}
      >
        {(jobs) => (
          <RecordList label={`Jobs: ${shown?.label ?? state}`}>
            {jobs.map((job) => (
              <JobRow key={job.id} job={job} state={state} />
            ))}
          </RecordList>
        )}
      </PagedList>
    </SettingsPage>
  );
}
