/** The action performed by hand, with an event that has been: to see what would come out, or for real. */
import type { ActionResponse } from '@fabula/model';
import { useMutation } from '@tanstack/react-query';
import { ChevronDown, FlaskConical, Play, RotateCw, Route } from 'lucide-react';
import { useId, useState } from 'react';
import { runAction, type TriedAction, tryAction } from '../../data/action-runs.ts';
import type { StoryEvent } from '../../data/events.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { inputClass } from '../../ui/input-class.ts';
import { JsonTree } from '../../ui/json-tree/json-tree.tsx';
import { clockTime } from '../../ui/relative-time.ts';
import { LevelChip } from '../level-chip.tsx';
import { useForm } from './form-context.ts';
import { Problem } from './option-row.tsx';

interface TryPanelProps {
  readonly action: ActionResponse;
  /** Events that it could receive, newest first; undefined: not read yet. null: it receives none. */
  readonly events: readonly StoryEvent[] | null | undefined;
  readonly event: StoryEvent | undefined;
  /** null: without one. */
  readonly onEvent: (eventId: number | null) => void;
  readonly onRefresh: () => void;
  readonly nameOf: (actionId: number) => string;
  readonly onOpenRun: (guid: string, eventId: number | undefined) => void;
}

export function TryPanel(props: TryPanelProps) {
  const { action, events, event, onOpenRun } = props;
  const { draft } = useForm();
  const [isOpen, setOpen] = useState(false);
  const bodyId = useId();
  const attempt = useMutation({
    mutationFn: () => tryAction(action.id, event?.id, draft.getState().fields.options),
  });
  const run = useMutation({
    async mutationFn() {
      await draft.flush();
      if (draft.isDirty) throw new Error('It was not run, because your changes are not saved.');
      return runAction(action.id, event?.id);
    },
  });

  return (
    <section aria-label="Try it" className="flex max-h-[55%] shrink-0 flex-col border-t border-line bg-surface">
      <div className="flex items-center gap-2 px-4 py-2">
        <Button
          look="primary"
          className="h-8 px-3 text-xs"
          disabled={attempt.isPending}
          onClick={() => {
            setOpen(true);
            attempt.mutate();
          }}
        >
          <FlaskConical aria-hidden /> {attempt.isPending ? 'Trying…' : 'Try it'}
        </Button>
        <Button
          className="h-8 px-3 text-xs"
          disabled={run.isPending}
          onClick={() => {
            setOpen(true);
            run.mutate();
          }}
        >
          <Play aria-hidden /> Run
        </Button>
        <p className="min-w-0 flex-1 truncate text-xs text-ink-faint">
          {event === undefined ? 'Without an event' : `With event #${event.id} of ${props.nameOf(event.agent_id)}`}
        </p>
        <IconButton
          label={isOpen ? 'Show less' : 'Choose an event, see results'}
          aria-expanded={isOpen}
          aria-controls={isOpen ? bodyId : undefined}
          onClick={() => setOpen(!isOpen)}
          className="-mr-2 size-8"
        >
          <ChevronDown className={classNames('transition-transform', !isOpen && 'rotate-180')} />
        </IconButton>
      </div>
      {isOpen && (
        <div id={bodyId} className="flex min-h-0 flex-col gap-3 overflow-y-auto px-4 pb-4">
          {events !== null && <EventChoice {...props} />}
          {run.isSuccess && (
            <p role="status" className="flex flex-wrap items-center gap-2 text-xs">
              The action runs.
              <Button className="h-7 px-2 text-xs" onClick={() => onOpenRun(run.data, event?.id)}>
                <Route aria-hidden /> Show its run
              </Button>
            </p>
          )}
          {run.isError && <Problem id={`${bodyId}-run`}>{run.error.message}</Problem>}
          {attempt.isError && <Problem id={`${bodyId}-try`}>{attempt.error.message}</Problem>}
          {attempt.isSuccess && <Tried key={attempt.submittedAt} tried={attempt.data} />}
          {!attempt.isSuccess && !attempt.isError && (
            <p className="text-xs text-ink-faint">
              Trying shows what would be emitted, with the options as they are written here. Nothing is emitted and no
              other action hears of it; a call to another system is made for real.
            </p>
          )}
        </div>
      )}
    </section>
  );
}

function EventChoice({ events, event, onEvent, onRefresh, nameOf }: TryPanelProps) {
  if (events?.length === 0) {
    return <p className="text-xs text-ink-soft">The actions before this one have emitted no events yet.</p>;
  }
  return (
    <div className="flex items-center gap-1">
      <select
        aria-label="Event to try it with"
        value={event?.id ?? ''}
        onChange={(change) => onEvent(change.target.value === '' ? null : Number(change.target.value))}
        className={inputClass(false, 'h-8 px-2 text-xs')}
      >
        <option value="">Without an event</option>
        {events?.map((each) => (
          <option key={each.id} value={each.id}>
            {`#${each.id} · ${nameOf(each.agent_id)} · ${clockTime(Date.parse(each.created_at))}`}
          </option>
        ))}
      </select>
      <IconButton label="Read newer events" onClick={onRefresh} className="size-8">
        <RotateCw />
      </IconButton>
    </div>
  );
}

const routes = {
  default: 'along the normal links',
  no_match: 'along the no-match links',
  failure: 'along the failure path',
};

function Tried({ tried: { payloads, route, logs, waits_for } }: { readonly tried: TriedAction }) {
  return (
    <div role="status" aria-label="Result" className="flex flex-col gap-3">
      {logs.length > 0 && (
        <ul aria-label="Logs of the try" className="flex flex-col gap-1.5">
          {logs.map((log, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes
            <li key={index} className="flex items-start gap-2 text-xs">
              <LevelChip level={log.level} />
              <span className="min-w-0 font-mono leading-5 break-words whitespace-pre-wrap">{log.message}</span>
            </li>
          ))}
        </ul>
      )}
      {waits_for !== null && <p className="text-xs text-ink-soft">It would go on later: {waits_for}</p>}
      {payloads.length === 0 && waits_for === null && (
        <p className="text-xs text-ink-soft">No event would be emitted.</p>
      )}
      {payloads.map((payload, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <section key={index} aria-label={`Event ${index + 1}`}>
          <h3 className="text-xs text-ink-faint">
            {payloads.length === 1 ? 'One event' : `Event ${index + 1} of ${payloads.length}`}
            {route !== null && ` ${routes[route]}`}
          </h3>
          <div className="-mx-2">
            <JsonTree value={payload} label={`Payload ${index + 1}`} pathRoot="" openRows={60} />
          </div>
        </section>
      ))}
    </div>
  );
}
