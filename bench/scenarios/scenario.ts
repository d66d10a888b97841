/** What a scenario is: one automation as a story and as plain code, and what every target is asked and must answer. */
export interface Scenario {
  readonly name: string;
  /** For people: what happens in it. */
  readonly about: string;
  /** File in examples/stories. */
  readonly story: string;
  /** Path and secret of its webhook. */
  readonly webhook: string;
  /** The request. `directory`: the address of the local service that a scenario may call. */
  readonly body: (directory: string) => string;
  /** A target that answers something else must not be compared. */
  readonly isRight: (answer: string) => boolean;
  /** Set when callers do not wait for the story: the action whose events count the runs that have ended. */
  readonly lastAction?: string;
}

/** An event as plain code makes it. */
export interface Step {
  readonly slug: string;
  readonly payload: unknown;
  /** Place of the event that led to this one among the steps of its run; null for the first. */
  readonly parent: number | null;
}

export interface Order {
  readonly id: number;
  readonly customer: { readonly name: string; readonly country: string };
  readonly price: number;
  readonly quantity: number;
}

/** About 250 bytes, as a small webhook is. */
export const order = {
  id: 4711,
  customer: { name: 'Ada Example', country: 'IE', email: 'ada@example.com', since: '2021-05-10T08:56:50Z' },
  price: 24.5,
  quantity: 8,
  note: 'Leave it with the neighbours if nobody is at home; the bell does not work.',
};

/** Steps that follow each other, the first of them after the step at `after`. */
export function inARow(payloads: Readonly<Record<string, unknown>>, after: number | null): Step[] {
  return Object.entries(payloads).map(([slug, payload], index) => ({
    slug,
    payload,
    parent: after === null ? (index === 0 ? null : index - 1) : after + index,
  }));
}
