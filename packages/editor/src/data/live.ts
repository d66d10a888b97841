/**
 * The live channel of the open story. Server-sent updates change the activity store at once; the lists that are on
 * screen are refreshed at most twice a second, however fast events arrive. A change of the story by somebody else is told by
 * its revision; then the board is read again.
 *
 * connecting → live on the first notice; live → lost when the connection breaks. The browser reconnects by itself,
 * except after an error status: then we try again, later each time. A snapshot after a break is compared with what was
 * known, so that nothing missed stays missed.
 */
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { z } from 'zod';
import { type ActivityStore, activityNoticeSchema, takeActivity } from './activity.ts';
import { refreshBoard, revisionOf } from './board-revision.ts';
import type { StoryPlace } from './editing.ts';
import { refreshEvents } from './events.ts';
import { KeyedStore } from './keyed-store.ts';
import { logsKey } from './logs.ts';
import { type Others, type PresenceEars, usePresence } from './presence.ts';
import { runsKey } from './runs.ts';
import { refreshStoryEvents } from './story-events.ts';
import { waitingCallsKey } from './tool-confirmations.ts';

export type LiveState = 'connecting' | 'live' | 'lost';

const revisionSchema = z.object({ revision: z.number() });

const refreshEveryMs = 500;
const longestRetryMs = 15_000;

interface LiveStory {
  readonly store: ActivityStore;
  readonly state: LiveState;
  readonly others: Others;
}

export function useLiveStory({ storyId, draftId }: StoryPlace): LiveStory {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>('connecting');
  const [store] = useState<ActivityStore>(() => new KeyedStore());
  const { others, visit, ears } = usePresence(draftId ?? storyId);

  useEffect(() => {
    setState('connecting');
    const place = { storyId, draftId };
    const refresh = makeRefresher(client, place);
    let revisionTimer: ReturnType<typeof setTimeout> | undefined;
    let isFirst = true;
    const close = openChannel(
      `${draftId ?? storyId}?visit=${visit}`,
      (text) => {
        const notice = activityNoticeSchema.safeParse(JSON.parse(text));
        if (!notice.success) return;
        setState('live');
        // The first snapshot refreshes too: a list may have been read just before the channel opened.
        refresh.add(takeActivity(store, notice.data, !isFirst));
        isFirst = false;
      },
      () => {
        setState('lost');
        ears.lost();
      },
      (text) => {
        const told = revisionSchema.safeParse(JSON.parse(text));
        if (!told.success) return;
        // The answer to a change of our own may still be on its way.
        revisionTimer = setTimeout(() => {
          if (revisionOf(place).told(told.data.revision)) refreshBoard(client, place);
        }, refreshEveryMs);
      },
      ears,
    );
    return () => {
      clearTimeout(revisionTimer);
      close();
      ears.lost();
      refresh.stop();
    };
  }, [client, storyId, draftId, store, visit, ears]);

  return { store, state, others };
}

/** `channel`: the story or the draft, and who looks. */
function openChannel(
  channel: string,
  onNotice: (text: string) => void,
  onLost: () => void,
  onRevision: (text: string) => void,
  ears: PresenceEars,
): () => void {
  let retryMs = 1_000;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let source: EventSource;

  function open() {
    source = new EventSource(`/api/live/stories/${channel}`);
    const take = (message: MessageEvent<string>) => {
      retryMs = 1_000;
      onNotice(message.data);
    };
    source.addEventListener('snapshot', take);
    source.addEventListener('activity', take);
    source.addEventListener('revision', (message: MessageEvent<string>) => onRevision(message.data));
    source.addEventListener('people', (message: MessageEvent<string>) => ears.people(message.data));
    source.addEventListener('cursor', (message: MessageEvent<string>) => ears.cursor(message.data));
    source.addEventListener('error', () => {
      onLost();
      if (source.readyState !== EventSource.CLOSED) return;
      retryTimer = setTimeout(open, retryMs);
      retryMs = Math.min(retryMs * 2, longestRetryMs);
    });
  }

  open();
  return () => {
    clearTimeout(retryTimer);
    source.close();
  };
}

function makeRefresher(
  client: QueryClient,
  place: StoryPlace,
): { add(actionIds: readonly number[]): void; stop(): void } {
  const waiting = new Set<number>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function flush() {
    timer = undefined;
    for (const actionId of waiting) {
      // A failed refresh shows itself the next time someone looks: the query keeps its own error and retry.
      refreshEvents(client, actionId).catch(() => {});
      void client.invalidateQueries({ queryKey: logsKey(actionId) });
    }
    waiting.clear();
    refreshStoryEvents(client, place).catch(() => {});
    void client.invalidateQueries({ queryKey: runsKey(place) });
    void client.invalidateQueries({ queryKey: waitingCallsKey(place) });
  }

  return {
    add(actionIds) {
      if (actionIds.length === 0) return;
      for (const actionId of actionIds) waiting.add(actionId);
      timer ??= setTimeout(flush, refreshEveryMs);
    },
    stop: () => clearTimeout(timer),
  };
}
