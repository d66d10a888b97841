/**
 * The way to an event: the newest output of each slug, in the order in which the slugs first appeared. Two short lists
 * rather than a map: one is made for every event, most have a handful of entries, and a copied list costs next to nothing.
 */
import type { Value } from '@fabula/formula';
import type { EventId } from '@fabula/model';
import type { PathMap } from '../ports/store.ts';

/** What formulas need of an event on the way. Deliberately without its own past: a loop would chain all of its rounds. */
export interface Output {
  readonly id: EventId;
  readonly payload: Value;
}

export class Way implements PathMap {
  static readonly none = new Way([], []);
  readonly slugs: readonly string[];
  readonly outputs: readonly Output[];

  constructor(slugs: readonly string[], outputs: readonly Output[]) {
    this.slugs = slugs;
    this.outputs = outputs;
  }

  get size(): number {
    return this.slugs.length;
  }

  output(slug: string): Output | undefined {
    return this.outputs[this.slugs.indexOf(slug)];
  }

  /** Going through the same slug again replaces its entry. */
  with(slug: string, output: Output): Way {
    const place = this.slugs.indexOf(slug);
    const outputs = this.outputs.slice();
    if (place < 0) {
      outputs.push(output);
      return new Way([...this.slugs, slug], outputs);
    }
    outputs[place] = output;
    return new Way(this.slugs, outputs);
  }

  keys(): Iterable<string> {
    return this.slugs;
  }

  values(): Iterable<EventId> {
    return this.outputs.map(({ id }) => id);
  }

  forEach(call: (id: EventId, slug: string) => void): void {
    for (let place = 0; place < this.slugs.length; place++) {
      const output = this.outputs[place];
      if (output !== undefined) call(output.id, this.slugs[place] ?? '');
    }
  }

  *[Symbol.iterator](): IterableIterator<[string, EventId]> {
    for (const [place, slug] of this.slugs.entries()) {
      const output = this.outputs[place];
      if (output !== undefined) yield [slug, output.id];
    }
  }
}
