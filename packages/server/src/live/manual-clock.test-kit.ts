/** A clock that stands still until it is moved. */
export function manualClock() {
  const waiting = new Set<{ at: number; call: () => void }>();
  const clock = {
    time: 0,
    now: () => clock.time,
    soon: (call: () => void) => {
      setImmediate(call);
    },
    at: (at: number, call: () => void) => {
      const entry = { at, call };
      waiting.add(entry);
      return () => waiting.delete(entry);
    },
    async pass(ms: number) {
      const until = clock.time + ms;
      for (;;) {
        const next = [...waiting].filter(({ at }) => at <= until).sort((left, right) => left.at - right.at)[0];
        if (next === undefined) break;
        waiting.delete(next);
        clock.time = Math.max(clock.time, next.at);
        next.call();
        await settle();
      }
      clock.time = until;
    },
    waiting,
  };
  return clock;
}

const settle = () => new Promise((resolve) => setImmediate(resolve));
