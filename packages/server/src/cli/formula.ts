/** `fabula formula`: evaluates one JSON line after the other. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { type Environment, evaluateLine } from '@fabula/formula';
import { loadRegularExpressions } from '../platform/load-regular-expressions.ts';
import { nodePlatform } from '../platform/node-platform.ts';
import { lineBatches } from './line-batches.ts';

/** Answers are written together up to this many characters; whoever writes one line and waits gets its answer at once. */
const MAX_WRITE = 65_536;

/** Reads until the input ends; empty lines are passed over. Waits for a slow reader instead of piling up answers. */
export async function answerLines(input: Readable, output: Writable): Promise<void> {
  await loadRegularExpressions();
  for await (const lines of lineBatches(input)) {
    let answers = '';
    for (const line of lines) {
      if (line.trim() === '') continue;
      answers += `${evaluateLine(line, environmentNow())}\n`;
      if (answers.length < MAX_WRITE) continue;
      await write(output, answers);
      answers = '';
    }
    if (answers !== '') await write(output, answers);
  }
}

function environmentNow(): Environment {
  return { now: Date.now(), random: Math.random, newUuid: randomUUID, clock: Date.now, platform: nodePlatform };
}

async function write(output: Writable, text: string): Promise<void> {
  if (!output.write(text)) await once(output, 'drain');
}
