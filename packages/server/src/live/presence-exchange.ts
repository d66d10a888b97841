/**
 * Presence across processes, by notices of PostgreSQL: gathered for a moment, so that however many pointers move, a process
 * sends a few notices a second. Lost ones are not missed (see presence.ts).
 */
import type { Clock } from '@fabula/engine';
import { parseJson } from '@fabula/formula';
import { asId, type StoryId, type UserId } from '@fabula/model';
import { announcePresence, type Database, PRESENCE_CHANNEL } from '@fabula/store';
import { z } from 'zod';
import { createPresence, type Presence, type PresenceNotice } from './presence.ts';

const gatherMs = 100;
/** PostgreSQL carries 8,000. */
const mostBytes = 7_000;

const storyId = z.int().transform((id) => asId<StoryId>(id));
const visit = z.object({ id: z.string(), userId: z.int().transform((id) => asId<UserId>(id)), name: z.string() });
const place = z.object({ x: z.number(), y: z.number() });
const message = z.object({
  from: z.string(),
  notices: z.array(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.enum(['here', 'gone']), storyId, visit }),
      z.object({ kind: z.literal('at'), storyId, id: z.string(), at: place.nullable() }),
      z.object({ kind: z.literal('who'), storyId }),
    ]),
  ),
});

export interface OpenPresence extends Presence {
  start(): Promise<void>;
}

/** `process`: no other process has it. The embedded database serves one process, which has nobody to tell. */
export function sharePresence(database: Database, clock: Clock, process: string): OpenPresence {
  const waiting = new Map<string, PresenceNotice>();
  let cancel: (() => void) | null = null;
  let unlisten = (): void => undefined;

  function tell(notice: PresenceNotice): void {
    // Of each pointer only the newest place counts.
    waiting.set(keyOf(notice), notice);
    cancel ??= clock.at(clock.now() + gatherMs, flush);
  }

  function flush(): void {
    cancel = null;
    const notices = [...waiting.values()];
    waiting.clear();
    for (const part of inParts(notices)) {
      // The next one tells again.
      announcePresence(database.kysely, JSON.stringify({ from: process, notices: part })).catch(() => undefined);
    }
  }

  function take(text: string): void {
    const json = parseJson(text);
    const told = message.safeParse(json.ok ? json.value : null);
    if (told.success && told.data.from !== process) for (const notice of told.data.notices) presence.heard(notice);
  }

  const presence = createPresence(clock, database.kind === 'postgres' ? tell : null);
  return {
    ...presence,
    async start() {
      unlisten = await database.notices.add({ channels: { [PRESENCE_CHANNEL]: take }, missed: () => undefined });
    },
    close() {
      cancel?.();
      unlisten();
      presence.close();
    },
  };
}

function keyOf(notice: PresenceNotice): string {
  switch (notice.kind) {
    case 'who':
      return `who ${notice.storyId}`;
    case 'at':
      return `at ${notice.storyId} ${notice.id}`;
    default:
      // Whoever comes back at once is there.
      return `visit ${notice.storyId} ${notice.visit.id}`;
  }
}

function inParts(notices: readonly PresenceNotice[]): PresenceNotice[][] {
  const parts: PresenceNotice[][] = [];
  let bytes = mostBytes;
  for (const notice of notices) {
    const own = Buffer.byteLength(JSON.stringify(notice));
    if (bytes + own > mostBytes) {
      parts.push([]);
      bytes = 0;
    }
    bytes += own + 1;
    parts.at(-1)?.push(notice);
  }
  return parts;
}
