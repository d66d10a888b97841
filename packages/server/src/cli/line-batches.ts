/**
 * Lines of a stream, together with all others that have arrived. In place of `node:readline`, which hands over line by line,
 * at the price of a turn of the event loop each, and which also ends a line at U+2028: a character like any other in JSON.
 */
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

export async function* lineBatches(input: Readable): AsyncGenerator<readonly string[]> {
  const decoder = new StringDecoder('utf8');
  // The beginning of a line whose end has not come, in pieces: joined once, so that a long line costs its length.
  let begun: string[] = [];
  for await (const chunk of input) {
    const text = typeof chunk === 'string' ? chunk : decoder.write(chunk);
    const lines = text.split('\n');
    const rest = lines.pop() ?? '';
    if (lines.length > 0) {
      begun.push(lines[0] ?? '');
      lines[0] = begun.join('');
      begun = [];
      yield lines;
    }
    if (rest !== '') begun.push(rest);
  }
  const last = begun.join('') + decoder.end();
  if (last !== '') yield [last];
}
