/**
 * How parameters are read. They arrive from a query string, where everything is text, or from a JSON body, and clients
 * are generous with both: ids as numbers or numeric text, `True` for true, one bare value where a list is meant
 * (reference: api/conventions.md, "Query or body"). The schemas here accept all of it and give one type.
 */
import { isObjectValue, type ObjectValue, type Value } from '@fabula/formula';
import { z } from 'zod';

const notAnId = 'must be an id, a whole number above 0';

/** A positive whole number, also as text. */
export const idInput = z
  .union(
    [z.int({ error: notAnId }).positive({ error: notAnId }), z.string().regex(/^\s*\d{1,16}\s*$/, { error: notAnId })],
    {
      error: notAnId,
    },
  )
  .transform((value, context) => {
    const id = Number(value);
    if (Number.isSafeInteger(id) && id > 0) return id;
    context.addIssue({ code: 'custom', message: notAnId });
    return z.NEVER;
  });

/** An id that may also be left empty: `null`, `""` or absent mean none. */
export const optionalIdInput = z
  .union([idInput, z.null(), z.literal('')], { error: 'must be an id, a whole number above 0, or empty' })
  .transform((value) => (value === '' ? null : value))
  .optional();

/** A whole number, also as text. */
export function integerInput(minimum: number, maximum: number) {
  const error = `must be a whole number from ${minimum} to ${maximum}`;
  return z
    .union([z.int({ error }), z.string().regex(/^\s*-?\d{1,16}\s*$/, { error })], { error })
    .transform((value, context) => {
      const number = Number(value);
      if (number >= minimum && number <= maximum) return number;
      context.addIssue({ code: 'custom', message: error });
      return z.NEVER;
    });
}

const notABoolean = 'must be true or false';

export const booleanInput = z
  .union([z.boolean(), z.string().regex(/^\s*(true|false|1|0)\s*$/i, { error: notABoolean }), z.literal([0, 1])], {
    error: notABoolean,
  })
  .transform((value) => (typeof value === 'string' ? /^\s*(true|1)\s*$/i.test(value) : value === true || value === 1));

/** Text without U+0000, which PostgreSQL cannot keep in a text. */
export const textInput = z
  .string({ error: 'must be text' })
  .regex(/^[^\0]*$/, { error: 'must not contain the character U+0000' });

/** A name that people read: not empty, no control characters, at most 255 characters. */
export const nameInput = z
  .string({ error: 'must be text' })
  .trim()
  .min(1, { error: 'must not be empty' })
  .max(255, { error: 'must not be longer than 255 characters' })
  .refine((text) => !hasControlCharacter(text), { error: 'must not contain control characters' });

/** ISO 8601; a bare date is midnight UTC. Milliseconds since 1970. */
export const timeInput = z
  .string({ error: 'must be a time, such as 2026-01-31T12:00:00Z' })
  .transform((text, context) => {
    const isTime = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/i.test(text.trim());
    const hasZone = /(Z|[+-]\d{2}:?\d{2})$/i.test(text.trim().slice(10));
    const at = isTime ? Date.parse(text.trim().length > 10 && !hasZone ? `${text.trim()}Z` : text.trim()) : Number.NaN;
    if (!Number.isNaN(at)) return at;
    context.addIssue({ code: 'custom', message: 'must be a time, such as 2026-01-31T12:00:00Z' });
    return z.NEVER;
  });

/** A list; one bare value stands for a list of one. */
export function listInput<T extends z.ZodType>(item: T) {
  return z
    .union([z.array(item), item], {
      // Otherwise the union would only say that neither fits.
      error: ({ code, input, errors }) => {
        if (code !== 'invalid_union') return undefined;
        const [ofList, ofItem] = errors ?? [];
        const first = Array.isArray(input) ? ofList?.[0] : ofItem?.[0];
        const [index] = Array.isArray(input) ? (first?.path ?? []) : [];
        return typeof index === 'number' ? `${first?.message} (element ${index + 1})` : first?.message;
      },
    })
    .transform((value) => (Array.isArray(value) ? value : [value]) as z.output<T>[]);
}

/** Names as a list, as one name, or as one text with commas. In a list a comma is part of the name. */
export const namesInput = z
  .union([z.array(textInput), textInput], { error: 'must be a list of names' })
  .transform((names) => [
    ...new Set(
      (Array.isArray(names) ? names : names.split(',')).map((name) => name.trim()).filter((name) => name !== ''),
    ),
  ]);

/** An object of JSON that is kept exactly as it was written. */
export const objectInput = z
  .custom<ObjectValue>((value) => isObjectValue(value), { error: 'must be an object' })
  .meta({ type: 'object', additionalProperties: true });

/** Any JSON, kept exactly as it was written. */
export const anyInput = z.custom<Value>((value) => value !== undefined, { error: 'must be given' }).meta({});

/** An enumeration; the empty text means that nothing was chosen. */
export function choiceInput<const T extends readonly [string, ...string[]]>(choices: T) {
  return z.enum(choices, { error: `must be one of ${choices.join(', ')}` });
}

function hasControlCharacter(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 32 || code === 127) return true;
  }
  return false;
}
