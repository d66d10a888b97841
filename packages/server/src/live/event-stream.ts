/** One reader of server-sent events. */
import type { Clock } from '@fabula/engine';
import type { FastifyReply } from 'fastify';

const pingMs = 15_000;
/** A connection is ended after this long and the browser comes back, so that a session that ended stops being served. */
const longestMs = 3_600_000;
/** A reader that lets this much pile up is not reading. */
const longestQueueBytes = 1_000_000;

export interface EventStream {
  /** The first one opens the stream: until then the request may still be answered in another way. */
  send(event: string, data: object): void;
  /** Called once, when the reader is gone or `end` is called; at once when that has been. */
  onEnd(leave: () => void): void;
  end(): void;
}

export function eventStream(reply: FastifyReply, clock: Clock): EventStream {
  const { raw } = reply;
  const leaving: (() => void)[] = [];
  let isOpen = false;
  let isOver = false;

  const end = () => {
    isOver = true;
    for (const leave of leaving.splice(0)) leave();
    if (isOpen && !raw.writableEnded) raw.end();
  };
  const onEnd = (leave: () => void) => {
    if (isOver) leave();
    else leaving.push(leave);
  };
  const write = (text: string) => {
    if (raw.writableEnded) return;
    raw.write(text);
    if (raw.writableLength > longestQueueBytes) raw.destroy();
  };
  const open = () => {
    isOpen = true;
    reply.hijack();
    raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    });
    let cancelPing = () => {};
    const ping = () => {
      write(': ping\n\n');
      cancelPing = clock.at(clock.now() + pingMs, ping);
    };
    cancelPing = clock.at(clock.now() + pingMs, ping);
    onEnd(() => cancelPing());
    onEnd(clock.at(clock.now() + longestMs, end));
    if (raw.destroyed) end();
  };
  // Listened for before anything is waited for: a reader may be gone by the time there is something to say.
  raw.once('close', end);
  return {
    send(event, data) {
      if (isOver) return;
      if (!isOpen) open();
      write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    },
    onEnd,
    end,
  };
}
