/**
 * What must stay of a run that goes on beyond its story's period: what is still shown, and all that this shows; what a
 * pending delivery shows. Everything else goes. Paths only name events of the same run.
 *
 * The rows may be read in several statements while the run goes on, if the deliveries are read first and in one: whatever
 * becomes reachable meanwhile comes from a delivery or an event that was there then, and so is known here.
 */

/** An event, or a group of events that expires as one. */
export interface KeptRow {
  readonly createdAt: number;
  readonly members: readonly Member[];
}

export interface Member {
  readonly id: number;
  readonly isDeleted: boolean;
  /** The events that it shows, its own among them. */
  readonly shows: readonly number[];
}

export class RunLook {
  readonly #showsAfter: number;
  readonly #received: ReadonlySet<number>;
  readonly #needed = new Set<number>();
  readonly #hidden: number[] = [];
  #oldestShownAt: number | null = null;

  /**
   * `showsAfter`: events written later are shown, unless they are deleted; -Infinity for a run that is kept.
   * `received`: the events that pending deliveries of the run have received.
   */
  constructor(showsAfter: number, received: readonly number[]) {
    this.#showsAfter = showsAfter;
    this.#received = new Set(received);
  }

  add(row: KeptRow): void {
    for (const { id, isDeleted, shows } of row.members) {
      const isShown = !isDeleted && row.createdAt > this.#showsAfter;
      if (isShown || this.#received.has(id)) {
        this.#needed.add(id);
        for (const shown of shows) this.#needed.add(shown);
      }
      if (isShown) this.#oldestShownAt = Math.min(this.#oldestShownAt ?? row.createdAt, row.createdAt);
      else this.#hidden.push(id);
    }
  }

  get oldestShownAt(): number | null {
    return this.#oldestShownAt;
  }

  /** Ids of the events that nobody needs, once all rows were added. */
  unneeded(): number[] {
    return this.#hidden.filter((id) => !this.#needed.has(id));
  }
}
