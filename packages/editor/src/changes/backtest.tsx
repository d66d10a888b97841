/** What the draft would have made of the newest runs of the live story. */
import { FlaskConical, RotateCw } from 'lucide-react';
import type { BacktestedRun } from '../data/backtest.ts';
import { useBacktest } from '../data/backtest.ts';
import type { DraftPlace } from '../data/change-request.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { BacktestRow } from './backtest-row.tsx';

/** As many as are looked at in a moment. */
const usualRuns = 10;

interface BacktestProps {
  readonly place: DraftPlace;
  readonly onShow: (guid: string) => void;
}

export function Backtest({ place, onShow }: BacktestProps) {
  const test = useBacktest(place);
  const runs = test.data?.runs;
  return (
    <section aria-label="Tried on past runs" className="flex flex-col gap-3 border-t border-line px-4 py-3">
      <div className="flex items-center justify-between gap-2">
        <h3 className="text-xs font-medium">Past runs</h3>
        <Button onClick={() => test.mutate(usualRuns)} disabled={test.isPending} className="h-8 text-xs">
          {runs === undefined ? <FlaskConical aria-hidden /> : <RotateCw aria-hidden />}
          {test.isPending ? 'Trying…' : runs === undefined ? 'Try it on the last runs' : 'Try it again'}
        </Button>
      </div>
      {runs === undefined && !test.isPending && test.error === null && (
        <p className="text-xs text-ink-soft">
          See what the draft would have made of the last {usualRuns} runs. Nothing is sent: answers from outside are
          those of then.
        </p>
      )}
      {test.error !== null && <Notice tone="danger">{test.error.message}</Notice>}
      {runs?.length === 0 && <Notice>The live story has no runs yet that it could be tried on.</Notice>}
      {runs !== undefined && runs.length > 0 && (
        <>
          <p role="status" className="text-xs text-ink-soft">
            {summaryOf(runs)}
          </p>
          <ul aria-label="Past runs" className="-mx-4 flex flex-col">
            {runs.map((run) => (
              <BacktestRow key={run.guid} run={run} onShow={onShow} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function summaryOf(runs: readonly BacktestedRun[]): string {
  const count = (outcome: BacktestedRun['outcome']) => runs.filter((run) => run.outcome === outcome).length;
  const parts = [
    [count('same'), 'the same'],
    [count('different'), 'different'],
    [count('unknown'), 'not known'],
  ] as const;
  const told = parts.filter(([number]) => number > 0).map(([number, words]) => `${number} ${words}`);
  return `Of ${runs.length === 1 ? 'one run' : `${runs.length} runs`}: ${told.join(', ')}.`;
}
