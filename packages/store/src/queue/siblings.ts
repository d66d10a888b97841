/**
 * Which events of a commit become one row: those that one action wrote in one run, alike but for ids, outputs and times.
 *
 * The limits are there for readers: one event of a group is never costly to read, a group is found by the id of any of its
 * events, and all of it may expire at once.
 */
import type { NewEvent } from '@fabula/engine';

/** Two rows cost as much as a group of two; at eight a group costs a quarter of the rows, and fewer are seldom written at once. */
const fewest = 8;
const most = { events: 1_000, characters: 1_000_000, milliseconds: 1_000 };
/** Ids that a group spans, so that those around an id are found by an index; `fabula_grouped` relies on it. */
const idSpan = 32_768;
/** Ids are stored less the group's first one, in four bytes. */
const farthestBack = 2 ** 31;

export interface Rows {
  readonly singles: readonly NewEvent[];
  /** Each in the order of ids. */
  readonly groups: readonly (readonly NewEvent[])[];
}

export function groupSiblings(events: readonly NewEvent[]): Rows {
  if (events.length < fewest) return { singles: events, groups: [] };
  const byOrigin = new Map<string, NewEvent[]>();
  for (const event of events) {
    const origin = `${event.runId} ${event.actionId}`;
    const siblings = byOrigin.get(origin);
    if (siblings === undefined) byOrigin.set(origin, [event]);
    else siblings.push(event);
  }
  const singles: NewEvent[] = [];
  const groups: NewEvent[][] = [];
  for (const siblings of byOrigin.values()) {
    if (siblings.length < fewest) singles.push(...siblings);
    else cut(siblings, singles, groups);
  }
  return { singles, groups };
}

function cut(siblings: NewEvent[], singles: NewEvent[], groups: NewEvent[][]): void {
  siblings.sort((a, b) => a.id - b.id);
  let group = new Group();
  const end = (): void => {
    if (group.events.length < fewest) singles.push(...group.events);
    else groups.push(group.events);
  };
  for (const event of siblings) {
    if (group.take(event)) continue;
    end();
    group = new Group();
    // always taken by an empty group, unless it can be in none
    if (!group.take(event)) singles.push(event);
  }
  end();
}

class Group {
  readonly events: NewEvent[] = [];
  private slugs: readonly string[] = [];
  private characters = 0;
  private oldest = Number.POSITIVE_INFINITY;
  private newest = Number.NEGATIVE_INFINITY;

  /** Adds the event if it belongs here and there is room. */
  take(event: NewEvent): boolean {
    const first = this.events[0] ?? event;
    if (first === event) this.slugs = [...event.path.keys()];
    const oldest = Math.min(this.oldest, event.createdAt);
    const newest = Math.max(this.newest, event.createdAt);
    const characters = this.characters + event.payloadText.length;
    const fits =
      this.events.length < most.events &&
      characters <= most.characters &&
      newest - oldest <= most.milliseconds &&
      event.id - first.id < idSpan &&
      !event.isReEmitted &&
      event.slug === first.slug &&
      event.storyId === first.storyId &&
      isNear(event.parentId, first) &&
      this.hasSameWay(event, first);
    if (!fits) return false;
    this.events.push(event);
    this.characters = characters;
    this.oldest = oldest;
    this.newest = newest;
    return true;
  }

  private hasSameWay({ path }: NewEvent, first: NewEvent): boolean {
    if (path.size !== this.slugs.length) return false;
    let place = 0;
    for (const [slug, id] of path) {
      if (slug !== this.slugs[place++] || !isNear(id, first)) return false;
    }
    return true;
  }
}

function isNear(id: number | null, first: NewEvent): boolean {
  return id === null || first.id - id < farthestBack;
}
