import type { Clock } from '@fabula/engine';

/** The longest that a timer of Node can wait; later moments are reached in several steps. */
const longestWaitMs = 2 ** 31 - 1;

/** The time of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  at(at, call) {
    let timer: NodeJS.Timeout;
    const wait = () => {
      const ms = at - Date.now();
      timer = ms > longestWaitMs ? setTimeout(wait, longestWaitMs) : setTimeout(call, Math.max(0, ms));
    };
    wait();
    return () => clearTimeout(timer);
  },
  soon: (call) => {
    setImmediate(call);
  },
};
