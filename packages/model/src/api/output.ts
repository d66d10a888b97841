/** How answers are written. Everything passes through a schema on its way out, so that no field leaks by accident. */
import { isObjectValue, type ObjectValue, type Value } from '@fabula/formula';
import { z } from 'zod';

/** ISO 8601 UTC with whole seconds, as all timestamps of the API. */
export const timeOutput = z.string().meta({ format: 'date-time' });

/** Milliseconds since 1970 → `2021-05-10T08:56:50Z`. */
export function toTimestamp(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** JSON of users, written back as it came. */
export const anyOutput = z.custom<Value>(() => true).meta({});
export const objectOutput = z
  .custom<ObjectValue>((value) => isObjectValue(value))
  .meta({ type: 'object', additionalProperties: true });

export const emptyOutput = z.null().meta({ description: 'Empty' });

export const errorShape = z
  .object({
    errors: z.array(
      z.object({
        message: z.string(),
        details: z.string(),
        code: z.string(),
        field: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'Errors' });
