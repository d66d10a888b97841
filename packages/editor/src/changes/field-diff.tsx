/** One field before and after. */
import type { Value } from '@fabula/formula';
import type { FieldChange } from '@fabula/model';
import { classNames } from '../ui/class-names.ts';
import { prettyJson } from '../ui/pretty-json.ts';
import { type DiffLine, lineDiff } from './line-diff.ts';

export function FieldDiff({ change }: { readonly change: FieldChange }) {
  return (
    <div className="min-w-0">
      <h4 className="mb-1 font-mono text-2xs break-all text-ink-soft">{change.field.replace(/^options\./, '')}</h4>
      <div className="rounded-md border border-line bg-sunken py-1 font-mono text-2xs leading-4.5">
        {linesOf(change).map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
          <Line key={at} line={line} />
        ))}
      </div>
    </div>
  );
}

function linesOf({ before, after }: FieldChange): readonly DiffLine[] {
  const [old, next] = [textOf(before), textOf(after)];
  if (old === undefined) return (next ?? '').split('\n').map((text) => ({ kind: 'new', text }));
  if (next === undefined) return old.split('\n').map((text) => ({ kind: 'gone', text }));
  return lineDiff(old, next);
}

/** Nothing and null say the same in a story. A text is shown as people wrote it. */
function textOf(value: Value | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : prettyJson(value);
}

const looks = {
  same: { sign: ' ', look: 'text-ink-soft', spoken: '' },
  gone: { sign: '−', look: 'bg-danger-soft text-danger', spoken: 'before: ' },
  new: { sign: '+', look: 'bg-accent-soft text-accent', spoken: 'after: ' },
} as const;

function Line({ line }: { readonly line: DiffLine }) {
  if (line.kind === 'skipped') {
    return (
      <p className="px-2 text-ink-faint">
        … {line.count === 1 ? '1 line is the same' : `${line.count} lines are the same`}
      </p>
    );
  }
  const { sign, look, spoken } = looks[line.kind];
  return (
    <p className={classNames('flex min-h-4.5 gap-2 px-2', look)}>
      <span aria-hidden className="select-none">
        {sign}
      </span>
      {spoken !== '' && <span className="sr-only">{spoken}</span>}
      <span className="min-w-0 flex-1 whitespace-pre-wrap wrap-anywhere">{line.text}</span>
    </p>
  );
}
