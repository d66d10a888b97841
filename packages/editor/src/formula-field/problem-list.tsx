import type { Diagnostic } from '@fabula/formula/language';
import { CircleAlert, Info, TriangleAlert, Wand2 } from 'lucide-react';
import { classNames } from '../ui/class-names.ts';
import { Prose } from './prose.tsx';

interface ProblemListProps {
  readonly id: string;
  readonly problems: readonly Diagnostic[];
  /** A message that is already shown elsewhere; of its problem only the way out is shown. */
  readonly shownElsewhere: string | undefined;
  readonly onFix: (fix: NonNullable<Diagnostic['fix']>) => void;
}

const looks = {
  error: { icon: CircleAlert, colour: 'text-danger' },
  warning: { icon: TriangleAlert, colour: 'text-warn' },
  hint: { icon: Info, colour: 'text-ink-soft' },
} as const;

const mostShown = 4;

/** The problems of a field in words, with a button for each that can be mended. For fingers, keyboards and ears alike. */
export function ProblemList({ id, problems, shownElsewhere, onFix }: ProblemListProps) {
  const shown = problems.filter(({ message, fix }) => message !== shownElsewhere || fix !== undefined);
  return (
    <ul id={id} className="flex flex-col gap-1 text-xs">
      {shown.slice(0, mostShown).map((problem) => {
        const { icon: Icon, colour } = looks[problem.severity];
        return (
          <li
            key={`${problem.range.join()} ${problem.message}`}
            className="flex flex-wrap items-center gap-x-2 gap-y-1"
          >
            {problem.message !== shownElsewhere && (
              <span className={classNames('flex min-w-0 items-start gap-1.5', colour)}>
                <Icon className="mt-px size-3.5 shrink-0" aria-hidden />
                <span className="min-w-0 break-words">
                  <Prose text={problem.message} />
                </span>
              </span>
            )}
            {problem.fix !== undefined && <FixButton fix={problem.fix} onFix={onFix} />}
          </li>
        );
      })}
    </ul>
  );
}

function FixButton({ fix, onFix }: { fix: NonNullable<Diagnostic['fix']>; onFix: ProblemListProps['onFix'] }) {
  return (
    <button
      type="button"
      onClick={() => onFix(fix)}
      className="inline-flex h-6 items-center gap-1.5 rounded-md bg-accent-soft px-2 font-medium text-accent hover:bg-hover [&_svg]:size-3.5"
    >
      <Wand2 aria-hidden />
      <span>
        <Prose text={fix.title} />
      </span>
    </button>
  );
}
