/** How much a backtracking engine can have to do at worst, so that one is used only where that is little. */
import type { CharacterSet, PlainNode } from './plain-pattern.ts';

/** Bounds for one attempt at one place of a text. */
interface Bound {
  /** In how many ways it can match; each may lead on. */
  readonly ways: number;
  readonly steps: number;
}

const MAX_TEXT = 4_096;
/** A fraction of a millisecond. */
const MAX_STEPS = 100_000;

/** The longest text in which a search, with all its matches, takes few steps; 0 when there is none. */
export function longestCheapText(root: PlainNode): number {
  const isCheap = (length: number) => (length + 1) * boundOf(root, null, length).steps <= MAX_STEPS;
  let [most, tooMany] = [0, MAX_TEXT + 1];
  while (tooMany - most > 1) {
    const middle = (most + tooMany) >> 1;
    if (isCheap(middle)) most = middle;
    else tooMany = middle;
  }
  return most;
}

/** `next` is what must follow in the same sequence. */
function boundOf(node: PlainNode, next: PlainNode | null, length: number): Bound {
  switch (node.kind) {
    case 'set':
    case 'anchor':
      return { ways: 1, steps: 1 };
    case 'group':
      return boundOf(node.part, next, length);
    case 'choice': {
      const bounds = node.parts.map((part) => boundOf(part, null, length));
      return {
        ways: sum(bounds.map(({ ways }) => ways)),
        steps: sum(bounds.map(({ steps }) => steps)) + bounds.length,
      };
    }
    case 'sequence': {
      let [ways, steps] = [1, 1];
      for (const [index, part] of node.parts.entries()) {
        const bound = boundOf(part, node.parts[index + 1] ?? (index === node.parts.length - 1 ? next : null), length);
        steps += ways * bound.steps;
        ways *= bound.ways;
      }
      return { ways, steps };
    }
    case 'repeat':
      return boundOfRepeat(node, next, length);
  }
}

function boundOfRepeat(node: PlainNode & { kind: 'repeat' }, next: PlainNode | null, length: number): Bound {
  const rounds = Math.min(node.max, length);
  if (node.part.kind === 'set') {
    // What follows cannot begin inside the run, so only the whole run leads on.
    const first = next === null ? null : firstSet(next);
    const isDecided = first !== null && areDisjoint(node.part.set, first);
    return { ways: isDecided ? 1 : Math.max(1, rounds - node.min + 1), steps: 4 * rounds + 1 };
  }
  const inner = boundOf(node.part, null, length);
  let [ways, steps, deep] = [0, 1, 1];
  for (let round = 0; round <= rounds && steps <= MAX_STEPS; round += 1) {
    ways += deep;
    steps += deep * (inner.steps + 1);
    deep *= inner.ways;
  }
  return { ways, steps };
}

/** The characters with which a match of this part begins; null when it is not that simple. */
function firstSet(node: PlainNode): CharacterSet | null {
  if (node.kind === 'set') return node.set;
  if (node.kind === 'group') return firstSet(node.part);
  if (node.kind === 'repeat') return node.min > 0 ? firstSet(node.part) : null;
  const first = node.kind === 'sequence' ? node.parts[0] : undefined;
  return first === undefined ? null : firstSet(first);
}

function areDisjoint(a: CharacterSet, b: CharacterSet): boolean {
  return !a.some((isIn, index) => isIn && b[index] === true);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
