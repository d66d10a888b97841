import { ownerKey } from '../testing/fabula.test-kit.ts';

/** Opens the stream; `next` gives one message after the other, null at the end. */
export async function watchStream(url: string, key = ownerKey) {
  const response = await fetch(url, { headers: { authorization: `Bearer ${key}` } });
  const reader = (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream()).getReader();
  let buffer = '';
  return {
    response,
    close: () => reader.cancel(),
    async next(): Promise<string | null> {
      for (;;) {
        const end = buffer.indexOf('\n\n');
        if (end >= 0) {
          const message = buffer.slice(0, end);
          buffer = buffer.slice(end + 2);
          return message;
        }
        const { value, done } = await reader.read();
        if (done) return null;
        buffer += value;
      }
    },
  };
}
