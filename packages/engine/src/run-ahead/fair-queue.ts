/**
 * What waits for its turn. Fair between stories: they take turns, one item each (an item is a unit, or an effect). Three lanes: somebody waits for an answer;
 * priority stories; the rest. An earlier lane goes first, but every eighth turn begins at the last one, so that none starves.
 */
import type { StoryId } from '@fabula/model';

export type Urgency = 'awaited' | 'priority' | 'ordinary';

interface Line<T> {
  readonly storyId: StoryId;
  readonly items: T[];
  head: number;
}

class Lane<T> {
  private readonly lines = new Map<StoryId, Line<T>>();
  private readonly turns: Line<T>[] = [];

  push(item: T, storyId: StoryId): void {
    const line = this.lines.get(storyId);
    if (line !== undefined) {
      line.items.push(item);
      return;
    }
    const fresh = { storyId, items: [item], head: 0 };
    this.lines.set(storyId, fresh);
    this.turns.push(fresh);
  }

  /** The next item for which `suits` says yes of its story; each story is asked once. */
  take(suits?: (storyId: StoryId) => boolean): T | undefined {
    for (let asked = this.turns.length; asked > 0; asked--) {
      const line = this.turns.shift();
      if (line === undefined) return undefined;
      if (suits !== undefined && !suits(line.storyId)) {
        this.turns.push(line);
        continue;
      }
      const item = line.items[line.head++];
      if (line.head === line.items.length) {
        this.lines.delete(line.storyId);
      } else {
        this.turns.push(line);
        // The taken part of a long line is cut off now and then: shifting one by one would cost the square of its length.
        if (line.head === 1024) {
          line.items.splice(0, line.head);
          line.head = 0;
        }
      }
      return item;
    }
    return undefined;
  }
}

const turnOfTheLast = 8;

export class FairQueue<T> {
  private readonly awaited = new Lane<T>();
  private readonly priority = new Lane<T>();
  private readonly ordinary = new Lane<T>();
  private count = 0;
  private turn = 0;

  get length(): number {
    return this.count;
  }

  push(item: T, storyId: StoryId, urgency: Urgency): void {
    this[urgency].push(item, storyId);
    this.count++;
  }

  /** undefined: nothing is there, or nothing of a story that suits. */
  take(suits?: (storyId: StoryId) => boolean): T | undefined {
    if (this.count === 0) return undefined;
    const { awaited, priority, ordinary } = this;
    const item =
      ++this.turn % turnOfTheLast === 0
        ? (ordinary.take(suits) ?? priority.take(suits) ?? awaited.take(suits))
        : (awaited.take(suits) ?? priority.take(suits) ?? ordinary.take(suits));
    if (item !== undefined) this.count--;
    return item;
  }
}
