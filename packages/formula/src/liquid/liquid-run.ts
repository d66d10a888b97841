/** The mutable state of one rendering: names, counters, loops. Loops see their own names first, then what was assigned. */
import type { Evaluation } from '../evaluate/evaluation.ts';
import { makeObject, type Value } from '../value/value.ts';

interface LoopRound {
  readonly variable: string;
  readonly item: Value;
  readonly kind: 'for' | 'tablerow';
  readonly index: number;
  readonly length: number;
  /** Of a `tablerow`. */
  readonly columns: number;
  /** The round of the loop around this one. */
  readonly parent: LoopRound | null;
}

export class LiquidRun {
  readonly evaluation: Evaluation;
  /** The innermost round. */
  round: LoopRound | null = null;
  readonly assigned = new Map<string, Value>();
  readonly counters = new Map<string, number>();
  /** How far each cycle is. */
  readonly cycles = new Map<string, number>();
  /** Where `offset: continue` goes on, by the key of the loop. */
  readonly continuations = new Map<string, number>();

  constructor(evaluation: Evaluation) {
    this.evaluation = evaluation;
  }

  lookup(name: string): Value {
    for (let round = this.round; round !== null; round = round.parent) {
      if (round.variable === name) return round.item;
      if (name === (round.kind === 'for' ? 'forloop' : 'tablerowloop')) return loopObject(round);
    }
    const assigned = this.assigned.get(name);
    if (assigned !== undefined) return assigned;
    return this.counters.get(name) ?? this.evaluation.scope.lookup(name) ?? null;
  }
}

function loopObject(round: LoopRound): Value {
  const { index, length, kind, columns } = round;
  const facts: [string, Value][] = [
    ['index', index + 1],
    ['index0', index],
    ['rindex', length - index],
    ['rindex0', length - index - 1],
    ['first', index === 0],
    ['last', index === length - 1],
    ['length', length],
  ];
  if (kind === 'tablerow') {
    const column = index % columns;
    facts.push(
      ['row', Math.floor(index / columns) + 1],
      ['col', column + 1],
      ['col0', column],
      ['col_first', column === 0],
      ['col_last', column === columns - 1],
    );
  } else {
    const parent = parentLoop(round);
    if (parent !== null) facts.push(['parentloop', loopObject(parent)]);
  }
  return makeObject(facts);
}

function parentLoop({ parent }: LoopRound): LoopRound | null {
  for (let round = parent; round !== null; round = round.parent) if (round.kind === 'for') return round;
  return null;
}
