/** What engines tell each other. */
import type { StoreListener } from '@fabula/engine';
import { asId } from '@fabula/model';
import type { NoticeListener } from '../database/notices.ts';

/** `<process> <run> <event>`: an exit for which somebody waits in that process. */
export const ANSWER_CHANNEL = 'fabula_answer';
/** Something is due that nobody holds. */
export const WORK_CHANNEL = 'fabula_work';

/** `ownId` is asked at each notice: the process is registered only after it began to listen. */
export function engineNotices(listener: StoreListener, ownId: () => number | null): NoticeListener {
  return {
    channels: {
      [WORK_CHANNEL]: () => listener.work(),
      [ANSWER_CHANNEL]: (payload) => {
        const [processId, runId, eventId] = payload.split(' ').map(Number);
        if (processId === ownId()) listener.answered(asId(runId ?? 0), asId(eventId ?? 0));
      },
    },
    missed: () => listener.missed(),
  };
}
