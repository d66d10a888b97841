/**
 * `POST /api/formulas/evaluate`: what a formula gives on data that comes with it. For what a browser cannot do by itself
 * (RSA, patterns with look-ahead) and for programs. It reads nothing of Fabula: no story, no resource, no credential.
 */
import { randomUUID } from 'node:crypto';
import { setImmediate as othersFirst } from 'node:timers/promises';
import type { Clock } from '@fabula/engine';
import { type Budget, evaluateQuestion } from '@fabula/formula';
import { evaluatedFormulaShape, evaluateFormulaInput } from '@fabula/model';
import { nodePlatform } from '../platform/node-platform.ts';
import { createTurns } from '../sign-in/turns.ts';
import type { ApiScope } from './api-scope.ts';

const largestBody = 2_000_000;

/**
 * Less than a story's formulas get: an evaluation holds the process that also takes webhooks, and its author waits for
 * the answer while typing.
 */
const budget: Partial<Budget> = { steps: 500_000, textSize: 2_000_000, timeMs: 250 };

export function formulaRoutes(app: ApiScope, clock: Pick<Clock, 'now'>): void {
  const oneByOne = createTurns(1);

  app.post(
    '/api/formulas/evaluate',
    {
      bodyLimit: largestBody,
      config: { permission: 'signed_in', audit: { none: 'It reads nothing of Fabula and keeps nothing.' } },
      schema: {
        summary: 'Evaluate a formula',
        description:
          'Evaluates a formula on the given context, within 250 ms, half a million steps and two million characters: less than a story has. A formula that fails is answered with status 200 and `error`.',
        tags: ['Formulas'],
        body: evaluateFormulaInput,
        response: { 200: evaluatedFormulaShape },
      },
    },
    ({ body }) =>
      // However many are asked for, between two of them everything else has its turn.
      oneByOne(async () => {
        await othersFirst();
        return toAnswer(
          evaluateQuestion(body, {
            now: clock.now(),
            random: Math.random,
            newUuid: randomUUID,
            clock: () => performance.now(),
            platform: nodePlatform,
            budget,
          }),
        );
      }),
  );
}

function toAnswer(evaluated: ReturnType<typeof evaluateQuestion>) {
  if (evaluated.ok) return { result: evaluated.value };
  const { code, message, range } = evaluated.error;
  return { error: { code, message, range: [...range] } };
}
