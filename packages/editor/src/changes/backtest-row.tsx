/** One run: whether the draft would make something else of it, and, opened, what. */
import { CircleCheck, CircleHelp, GitCompareArrows } from 'lucide-react';
import type { BacktestedRun } from '../data/backtest.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { OpeningRow } from '../ui/opening-row.tsx';
import { TimeAgo } from '../ui/time-ago.tsx';
import { FieldDiff } from './field-diff.tsx';

/** Told by a sign and a word, never by colour alone. */
const marks = {
  same: { word: 'the same', Icon: CircleCheck, look: 'text-good' },
  different: { word: 'different', Icon: GitCompareArrows, look: 'text-warn' },
  unknown: { word: 'not known', Icon: CircleHelp, look: 'text-ink-soft' },
} as const;

const words: Readonly<Record<Step['kind'], string>> = {
  different: 'would emit something else',
  added: 'would emit, and did not',
  missing: 'would not emit any more',
  not_recorded: 'not known',
};

type Step = BacktestedRun['steps'][number];

interface BacktestRowProps {
  readonly run: BacktestedRun;
  readonly onShow: (guid: string) => void;
}

export function BacktestRow({ run, onShow }: BacktestRowProps) {
  const { word, Icon, look } = marks[run.outcome];
  return (
    <OpeningRow
      className="min-h-9 text-xs"
      bodyClassName="flex flex-col gap-3 py-2 pr-3 pl-8"
      body={() => (
        <>
          <p className="text-xs text-ink-soft">
            {run.same_count === 1 ? '1 action does what it' : `${run.same_count} actions do what they`} did.
            {run.is_cut && ' The run was too long to be followed to its end.'}
          </p>
          {run.steps.map((step, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: an action may be there twice; a step is its place
            <StepOf key={at} step={step} onShow={onShow} />
          ))}
        </>
      )}
    >
      <span className="min-w-0 flex-1 truncate">
        <TimeAgo at={run.start_time} />
      </span>
      <span className={classNames('inline-flex shrink-0 items-center gap-1 [&_svg]:size-3.5', look)}>
        <Icon aria-hidden /> {word}
      </span>
    </OpeningRow>
  );
}

function StepOf({ step, onShow }: { readonly step: Step; readonly onShow: (guid: string) => void }) {
  const { kind, action_guid: guid, action_name: name, before, after, why } = step;
  const isShown = before.length > 0 || after.length > 0;
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <p className="text-xs">
        <Button look="quiet" onClick={() => onShow(guid)} className="-ml-1.5 h-6 px-1.5 text-xs">
          {name === '' ? 'An action' : name}
        </Button>{' '}
        <span className="text-ink-soft">
          {words[kind]}
          {why !== null && `. ${why}`}
        </span>
      </p>
      {isShown && kind !== 'not_recorded' && (
        <FieldDiff change={{ field: 'events', before: shownAs(before), after: shownAs(after) }} />
      )}
      {step.is_shortened && <p className="text-2xs text-ink-faint">There is more than is shown here.</p>}
    </div>
  );
}

/** One event as it is, several as a list, none as nothing. */
function shownAs(events: Step['before']): Step['before'][number] | undefined {
  return events.length > 1 ? [...events] : events[0];
}
