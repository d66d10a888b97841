/**
 * Runs in a worker of its own: evaluates formulas, so that a heavy one never holds up typing. It answers each question
 * with one message, in order; the first message says that it is ready.
 */
import {
  type Environment,
  evaluateQuestion,
  getKey,
  isObjectValue,
  keysOf,
  kindOf,
  parseJson,
  stringifyJson,
} from '@fabula/formula';
import { explain } from '@fabula/formula/language';
import { purePlatform } from '@fabula/formula/pure-platform';
import type { WorkerAnswer, WorkerQuestion } from './formula-answer.ts';

/** Less than the watchdog of formula-evaluation.ts allows. */
const timeMs = 1_000;

self.addEventListener('message', ({ data }: MessageEvent<WorkerQuestion>) => self.postMessage(answer(data)));
self.postMessage('ready');

function answer({ formula, mode, input, want }: WorkerQuestion): WorkerAnswer {
  const parsed = parseJson(input);
  if (!parsed.ok || !isObjectValue(parsed.value)) {
    return { problem: { code: 'input', message: 'The input must be a JSON object', range: [0, 0] } };
  }
  const context = parsed.value;
  if (want === 'steps') {
    const scope = { lookup: (name: string) => getKey(context, name), names: keysOf(context) };
    const { root, isComplete } = explain(formula, mode, scope, environment());
    return { steps: root, isComplete };
  }
  const evaluated = evaluateQuestion({ formula, field: mode, context }, environment());
  return evaluated.ok
    ? { json: stringifyJson(evaluated.value), type: kindOf(evaluated.value) }
    : { problem: evaluated.error };
}

function environment(): Environment {
  return {
    now: Date.now(),
    random: Math.random,
    newUuid,
    clock: () => performance.now(),
    platform: purePlatform,
    budget: { steps: 5_000_000, textSize: 5_000_000, timeMs },
  };
}

/** Browsers have `randomUUID` on secure origins only; a Fabula at home is often reached over plain HTTP. */
function newUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  // Version 4 and its variant, as RFC 9562 lays them out.
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
