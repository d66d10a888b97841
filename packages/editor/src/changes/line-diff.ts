/** Two texts line by line: what went, what came, and a little of what stayed around it. Pure. */
import { diffArrays } from 'diff';

export type DiffLine =
  | { readonly kind: 'same' | 'gone' | 'new'; readonly text: string }
  /** So many unchanged lines are left out here. */
  | { readonly kind: 'skipped'; readonly count: number };

/** Unchanged lines shown before and after a change. */
const context = 2;
/** Above so many lines gone and come the texts are told as wholly gone and wholly new, so that a huge one never holds up the page. */
const mostEdits = 1_000;

type Compared = Extract<DiffLine, { readonly text: string }>;

export function lineDiff(before: string, after: string): readonly DiffLine[] {
  return shorten(compare(before.split('\n'), after.split('\n')));
}

function compare(before: string[], after: string[]): Compared[] {
  const parts = diffArrays(before, after, { maxEditLength: mostEdits }) ?? [
    { value: before, removed: true, added: false },
    { value: after, removed: false, added: true },
  ];
  return parts.flatMap(({ value, removed, added }) =>
    value.map((text): Compared => ({ kind: removed ? 'gone' : added ? 'new' : 'same', text })),
  );
}

function shorten(lines: readonly Compared[]): DiffLine[] {
  const isNear = (at: number): boolean =>
    lines.slice(Math.max(0, at - context), at + context + 1).some(({ kind }) => kind !== 'same');
  const short: DiffLine[] = [];
  let skipped = 0;
  const tellSkipped = () => {
    if (skipped > 0) short.push({ kind: 'skipped', count: skipped });
    skipped = 0;
  };
  lines.forEach((line, at) => {
    if (!isNear(at)) {
      skipped += 1;
      return;
    }
    tellSkipped();
    short.push(line);
  });
  tellSkipped();
  return short;
}
