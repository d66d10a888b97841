/**
 * What must hold after any number of kills, judged from outside: by the sender's list of answers and the stub's own count.
 *
 * - Every accepted id has one run, with every event of it exactly once. An id that was not accepted has none, or the same.
 * - A POST to the outside is never repeated. Where its outcome is not known, its run says so in an error log and ends there.
 */
import type { Sent } from './sender.ts';

export interface Judged {
  readonly events: readonly {
    /** The id that the sender gave. */
    readonly sentId: string;
    readonly action: string;
    readonly run: string;
  }[];
  readonly errors: readonly { readonly sentId: string; readonly message: string }[];
}

interface Observed extends Judged {
  readonly sent: ReadonlyMap<string, Sent>;
  readonly calls: ReadonlyMap<string, number>;
}

/** Sentences about what is wrong; none when all is well. */
export function judge({ events, errors, sent, calls }: Observed): string[] {
  const faults: string[] = [];
  const eventsOf = groupBy(events, ({ sentId }) => sentId);
  const errorsOf = groupBy(errors, ({ sentId }) => sentId);
  for (const id of new Set([...eventsOf.keys(), ...errorsOf.keys(), ...calls.keys()])) {
    if (!sent.has(id)) faults.push(`${id}: nobody sent it`);
  }
  for (const [id, { route, isAccepted }] of sent) {
    const own = eventsOf.get(id) ?? [];
    const count = (action: string) => own.filter((event) => event.action === action).length;
    const expect = (action: string, wanted: number) => {
      if (count(action) !== wanted) faults.push(`${id}: ${count(action)} events of ${action} instead of ${wanted}`);
    };
    const called = calls.get(id) ?? 0;
    if (called > 1) faults.push(`${id}: posted ${called} times`);
    if (own.length === 0) {
      if (isAccepted) faults.push(`${id}: accepted and lost`);
      if (called > 0) faults.push(`${id}: posted without a trace`);
      continue;
    }
    const runs = new Set(own.map(({ run }) => run)).size;
    if (runs !== 1) faults.push(`${id}: ${runs} runs`);
    expect('Receive', 1);
    if (route === 'chain') {
      const ownErrors = errorsOf.get(id) ?? [];
      const unknown = ownErrors.filter(({ message }) => /unknown/i.test(message)).length;
      for (const { message } of ownErrors) if (!/unknown/i.test(message)) faults.push(`${id}: error log: ${message}`);
      expect('Shape', 1);
      if (unknown > 1) faults.push(`${id}: ${unknown} logs about an unknown outcome`);
      expect('Post', 1 - Math.min(unknown, 1));
      expect('Finish', 1 - Math.min(unknown, 1));
      if (count('Post') > 0 && called === 0) faults.push(`${id}: says it was posted, and was not`);
    } else {
      expect('Each', 3);
      expect('Shape', 3);
      expect('Collect', 1);
      expect('Finish', 1);
      for (const { message } of errorsOf.get(id) ?? []) faults.push(`${id}: error log: ${message}`);
    }
  }
  return faults;
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
