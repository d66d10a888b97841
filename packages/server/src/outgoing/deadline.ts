/** One clock for a whole exchange, redirects included, that also stops when the caller gives up. */
import type { AbortSignalLike, OutgoingFailure } from '@fabula/engine';

export interface Deadline {
  readonly signal: AbortSignal;
  /** Set when the time was up or the caller gave up: that, and not the error it caused, is what happened. */
  failure(host: string): OutgoingFailure | null;
  stop(): void;
}

export function startDeadline(timeoutMs: number, caller: AbortSignalLike): Deadline {
  const controller = new AbortController();
  let cause: 'timeout' | 'aborted' | null = null;
  const end = (why: 'timeout' | 'aborted'): void => {
    cause ??= why;
    controller.abort();
  };
  const onAbort = (): void => end('aborted');
  const timer = setTimeout(() => end('timeout'), timeoutMs);
  caller.addEventListener('abort', onAbort);
  if (caller.aborted) onAbort();
  return {
    signal: controller.signal,
    failure(host) {
      if (cause === 'timeout')
        return { kind: 'timeout', message: `${host} did not answer within ${timeoutMs / 1000} seconds` };
      return cause === 'aborted' ? { kind: 'aborted', message: `The call to ${host} was stopped` } : null;
    },
    stop() {
      clearTimeout(timer);
      caller.removeEventListener('abort', onAbort);
    },
  };
}
