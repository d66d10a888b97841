/** `fabula formula`: evaluates one JSON line after the other. */
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { evaluateLine } from '@fabula/formula';
import { loadRegularExpressions } from '../platform/load-regular-expressions.ts';
import { nodePlatform } from '../platform/node-platform.ts';

/** Reads until the input ends; empty lines are passed over. Waits for a slow reader instead of piling up answers. */
export async function answerLines(input: Readable, output: Writable): Promise<void> {
  await loadRegularExpressions();
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() === '') continue;
    const answer = evaluateLine(line, {
      now: Date.now(),
      random: Math.random,
      newUuid: randomUUID,
      clock: Date.now,
      platform: nodePlatform,
    });
    if (!output.write(`${answer}\n`)) await new Promise((resolve) => output.once('drain', resolve));
  }
}
