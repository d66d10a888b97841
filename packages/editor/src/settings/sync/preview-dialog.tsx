import type { Value } from '@fabula/formula';
import { useQuery } from '@tanstack/react-query';
import { type SyncPreview, syncPreviewQuery, useSyncNow } from '../../data/sync-destinations.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { prettyJson } from '../../ui/pretty-json.ts';
import { Failed, SkeletonRows } from '../../ui/states.tsx';

interface PreviewDialogProps {
  readonly destinationId: number;
  readonly story: { readonly id: number; readonly name: string };
  readonly onClose: () => void;
}

export function PreviewDialog({ destinationId, story, onClose }: PreviewDialogProps) {
  const { data, error, refetch } = useQuery(syncPreviewQuery(destinationId, story.id));
  const syncNow = useSyncNow(destinationId);
  return (
    <Dialog isOpen onClose={onClose} size="wide" title={`What a sync of ${story.name} would change`}>
      {data === undefined ? (
        error === null ? (
          <SkeletonRows count={3} />
        ) : (
          <Failed what="It could not be found out." error={error} onRetry={() => void refetch()} />
        )
      ) : (
        <Changes preview={data} />
      )}
      {syncNow.error !== null && <Notice tone="danger">{syncNow.error.message}</Notice>}
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={onClose}>Close</Button>
        <Button
          look="primary"
          disabled={data === undefined || data.operation === 'none' || syncNow.isPending}
          onClick={() => syncNow.mutate(story.id, { onSuccess: onClose })}
        >
          Sync now
        </Button>
      </div>
    </Dialog>
  );
}

type Change = SyncPreview['changes'][number];

const operations = {
  add: { label: 'added', tone: 'accent' },
  update: { label: 'changed', tone: 'warn' },
  remove: { label: 'removed', tone: 'danger' },
} as const;

function Changes({ preview }: { readonly preview: SyncPreview }) {
  if (preview.operation === 'none') return <p>The copy is as the live story is. A sync would change nothing.</p>;
  return (
    <>
      {preview.operation === 'create' && <p>The destination has no copy yet: all of it is new there.</p>}
      {preview.changes.length > 0 && (
        <ul aria-label="Changes" className="mt-3 divide-y divide-line rounded-lg border border-line">
          {preview.changes.map((change) => (
            <ChangeRow key={`${change.operation} ${change.target} ${change.name}`} change={change} />
          ))}
        </ul>
      )}
    </>
  );
}

function ChangeRow({ change }: { readonly change: Change }) {
  const { label, tone } = operations[change.operation];
  return (
    <li className="px-3 py-2">
      <div className="flex flex-wrap items-center gap-2">
        <Chip tone={tone}>{label}</Chip>
        <span className="text-ink-soft">{change.target}</span>
        <span className="min-w-0 font-medium break-words">{change.name}</span>
      </div>
      {change.operation === 'update' && (
        <dl className="mt-1.5 flex flex-col gap-1.5 text-xs">
          {change.fields.map(({ field, before, after }) => (
            <div key={field} className="grid gap-x-3 gap-y-0.5 sm:grid-cols-[8rem_1fr_1fr]">
              <dt className="text-ink-soft">{field}</dt>
              <Side name="there now" value={before} look="bg-danger-soft" />
              <Side name="afterwards" value={after} look="bg-accent-soft" />
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}

function Side({
  name,
  value,
  look,
}: {
  readonly name: string;
  readonly value: Value | undefined;
  readonly look: string;
}) {
  return (
    <dd className="min-w-0">
      <span className="sr-only">{name}: </span>
      <pre className={`max-h-40 overflow-auto rounded-md px-2 py-1 font-mono whitespace-pre-wrap break-words ${look}`}>
        {value === undefined ? 'nothing' : typeof value === 'string' ? value : prettyJson(value)}
      </pre>
    </dd>
  );
}
