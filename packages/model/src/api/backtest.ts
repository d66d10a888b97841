/** A draft tried on runs that have been. An addition to the documented API. */
import { z } from 'zod';
import { idInput, integerInput } from './input.ts';
import { anyOutput, timeOutput } from './output.ts';

export const backtestParams = z.object({ story_id: idInput, draft_id: idInput });
export const mostBacktestedRuns = 50;
export const backtestInput = z.object({
  runs: integerInput(1, mostBacktestedRuns).default(10),
});

const stepShape = z.object({
  kind: z.enum(['different', 'added', 'missing', 'not_recorded']),
  action_guid: z.string(),
  action_name: z.string(),
  /** What it emitted, and what it would emit. */
  before: z.array(anyOutput),
  after: z.array(anyOutput),
  /** More was emitted than is shown here. */
  is_shortened: z.boolean(),
  why: z.string().nullable(),
});

export const backtestShape = z
  .object({
    runs: z.array(
      z.object({
        guid: z.string(),
        start_time: timeOutput,
        /** unknown: what it has to do with the outside would be different, and nobody knows what would come of that. */
        outcome: z.enum(['same', 'different', 'unknown']),
        /** Too long to be followed to its end. */
        is_cut: z.boolean(),
        same_count: z.int(),
        steps: z.array(stepShape),
      }),
    ),
  })
  .meta({ id: 'Backtest' });
export type BacktestResponse = z.output<typeof backtestShape>;
