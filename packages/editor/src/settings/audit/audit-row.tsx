import { makeObject } from '@fabula/formula';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { AuditEntry } from '../../data/audit-log.ts';
import { JsonTree } from '../../ui/json-tree/json-tree.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { RecordRow } from '../record-list.tsx';
import { operationWords } from './operation-words.ts';
import { useAuditSearch } from './use-audit-search.ts';

export function AuditRow({ entry }: { readonly entry: AuditEntry }) {
  const [isOpen, setOpen] = useState(false);
  const { change } = useAuditSearch();
  return (
    <RecordRow
      title={
        <button
          type="button"
          title="Show only these"
          onClick={() => change({ operation: entry.operation_name })}
          className="rounded text-left hover:text-accent"
        >
          {operationWords(entry.operation_name)}
        </button>
      }
      facts={
        <>
          <span>{entry.user_name || entry.user_email}</span>
          <TimeAgo at={entry.created_at} />
          {entry.story_id !== null && (
            <Link
              to="/stories/$storyId"
              params={{ storyId: String(entry.story_id) }}
              search={{}}
              className="relative inline-flex min-h-6 items-center text-accent hover:underline"
            >
              story {entry.story_id}
            </Link>
          )}
          {entry.request_ip !== null && <span>{entry.request_ip}</span>}
        </>
      }
    >
      <details onToggle={(event) => setOpen(event.currentTarget.open)} className="px-4 pb-3 text-xs">
        <summary className="w-fit cursor-pointer rounded text-ink-soft hover:text-ink">Details</summary>
        {isOpen && (
          <div className="mt-2">
            <JsonTree
              label={`Details of ${operationWords(entry.operation_name)}`}
              pathRoot=""
              value={makeObject([
                ['operation_name', entry.operation_name],
                ['created_at', entry.created_at],
                ['inputs', entry.inputs],
                ['outputs', entry.outputs],
                ['request_user_agent', entry.request_user_agent],
              ])}
            />
          </div>
        )}
      </details>
    </RecordRow>
  );
}
