/** Two texts line by line: what went, what came, and a little of what stayed around it. Pure. */

export type DiffLine =
  | { readonly kind: 'same' | 'gone' | 'new'; readonly text: string }
  /** So many unchanged lines are left out here. */
  | { readonly kind: 'skipped'; readonly count: number };

/** Unchanged lines shown before and after a change. */
const context = 2;
/** Above this many pairs of lines the middle is told as wholly gone and wholly new, so that a huge text never holds up the page. */
const mostPairs = 400_000;

export function lineDiff(before: string, after: string): readonly DiffLine[] {
  return shorten(compare(before.split('\n'), after.split('\n')));
}

function compare(before: readonly string[], after: readonly string[]): Compared[] {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  return [
    ...before.slice(0, head).map(same),
    ...compareMiddle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...before.slice(before.length - tail).map(same),
  ];
}

type Compared = Extract<DiffLine, { readonly text: string }>;

const same = (text: string): Compared => ({ kind: 'same', text });
const gone = (text: string): Compared => ({ kind: 'gone', text });
const added = (text: string): Compared => ({ kind: 'new', text });

/** The longest common subsequence, by the table of its lengths from each pair of places to the ends. */
function compareMiddle(before: readonly string[], after: readonly string[]): Compared[] {
  if (before.length * after.length > mostPairs) return [...before.map(gone), ...after.map(added)];
  const width = after.length + 1;
  const lengths = new Uint32Array((before.length + 1) * width);
  const lengthAt = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] =
        before[i] === after[j] ? lengthAt(i + 1, j + 1) + 1 : Math.max(lengthAt(i + 1, j), lengthAt(i, j + 1));
    }
  }
  const lines: Compared[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const [old, next] = [before[i], after[j]];
    if (old !== undefined && old === next) {
      lines.push(same(old));
      i += 1;
      j += 1;
    } else if (next === undefined || (old !== undefined && lengthAt(i + 1, j) >= lengthAt(i, j + 1))) {
      lines.push(gone(old ?? ''));
      i += 1;
    } else {
      lines.push(added(next));
      j += 1;
    }
  }
  return lines;
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
