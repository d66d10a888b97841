import { useInfiniteQuery } from '@tanstack/react-query';
import { CornerDownRight, ScrollText } from 'lucide-react';
import { useState } from 'react';
import { type ActionLog, logsQuery } from '../data/logs.ts';
import { clipText } from '../ui/json-tree/json-rows.ts';
import { LoadMore } from '../ui/load-more.tsx';
import { clockTime } from '../ui/relative-time.ts';
import { Segments } from '../ui/segments.tsx';
import { Empty, Failed, SkeletonRows } from '../ui/states.tsx';
import { TimeAgo } from '../ui/time-ago.tsx';
import { LevelChip } from './level-chip.tsx';

interface LogsTabProps {
  readonly actionId: number;
  readonly onOpenEvent: (actionId: number, eventId: number) => void;
}

const filters = [
  { name: 'all', label: 'All', level: undefined },
  { name: 'errors', label: 'Errors', level: 4 },
  { name: 'warnings', label: 'Warnings', level: 2 },
  { name: 'info', label: 'Info', level: 3 },
] as const;

export function LogsTab({ actionId, onOpenEvent }: LogsTabProps) {
  const [name, setName] = useState<(typeof filters)[number]['name']>('all');
  const level = filters.find((filter) => filter.name === name)?.level;
  return (
    <>
      <div className="border-b border-line px-3 py-2">
        <Segments label="Level" choices={filters} value={name} onChange={setName} />
      </div>
      <LogList actionId={actionId} level={level} onOpenEvent={onOpenEvent} />
    </>
  );
}

function LogList({ actionId, level, onOpenEvent }: LogsTabProps & { readonly level: number | undefined }) {
  const list = useInfiniteQuery(logsQuery(actionId, level));
  const logs = list.data?.pages.flatMap((page) => page.action_logs) ?? [];
  if (list.isPending) return <SkeletonRows count={5} className="h-12" />;
  if (list.isError && logs.length === 0) {
    return <Failed what="The logs could not be read." error={list.error} onRetry={() => void list.refetch()} />;
  }
  if (logs.length === 0) {
    return (
      <Empty icon={<ScrollText />} title="No logs">
        {level === undefined ? 'What this action writes about its runs appears here.' : 'Nothing of this level.'}
      </Empty>
    );
  }
  return (
    // A list that scrolls has to be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className="min-h-0 flex-1 overflow-y-auto" tabIndex={0} aria-label="Logs">
      <ul className="divide-y divide-line">
        {logs.map((log) => (
          <LogLine key={log.id} log={log} onOpenEvent={onOpenEvent} />
        ))}
      </ul>
      <LoadMore
        hasMore={list.hasNextPage}
        isLoading={list.isFetchingNextPage}
        onMore={() => void list.fetchNextPage()}
      />
    </section>
  );
}

const messageAtFirst = 1_200;

function LogLine({ log, onOpenEvent }: { readonly log: ActionLog; readonly onOpenEvent: LogsTabProps['onOpenEvent'] }) {
  const [isWhole, setWhole] = useState(false);
  const text = isWhole ? log.message : clipText(log.message, messageAtFirst);
  const inbound = log.inbound_event;
  return (
    <li className="flex flex-col gap-1.5 px-4 py-2.5">
      <div className="flex items-center gap-2">
        <LevelChip level={log.level} />
        <span className="font-mono text-xs tabular-nums">{clockTime(Date.parse(log.created_at))}</span>
        <TimeAgo at={log.created_at} className="text-xs text-ink-faint" />
        {inbound !== null && (
          <button
            type="button"
            onClick={() => onOpenEvent(inbound.agent_id, inbound.id)}
            className="ml-auto flex items-center gap-1 rounded px-1 text-xs text-accent hover:underline"
          >
            <CornerDownRight className="size-3" aria-hidden />
            inbound event <span className="font-mono">#{inbound.id}</span>
          </button>
        )}
      </div>
      <p className="font-mono text-xs leading-5 break-words whitespace-pre-wrap">
        {text}
        {text.length < log.message.length && (
          <button
            type="button"
            className="ml-1 rounded px-1 font-sans text-accent hover:bg-hover"
            onClick={() => setWhole(true)}
          >
            … show {(log.message.length - text.length).toLocaleString('en')} more characters
          </button>
        )}
      </p>
    </li>
  );
}
