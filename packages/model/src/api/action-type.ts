/** The kinds of action and their options, as the editor and other clients build forms from them. An addition of ours. */
import { z } from 'zod';
import { anyOutput, objectOutput } from './output.ts';

const optionShape = z.object({
  key: z.string(),
  title: z.string(),
  help: z.string(),
  kind: z.enum(['text', 'long_text', 'number', 'boolean', 'choice', 'list', 'object', 'any', 'rules', 'code']),
  fallback: anyOutput.optional(),
  required: z.boolean(),
  basic: z.boolean(),
  choices: z.array(z.object({ value: z.string(), title: z.string() })).optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  integer: z.boolean().optional(),
  when: z.object({ key: z.string(), is_one_of: z.array(z.string()) }).optional(),
  aliases: z.array(z.string()).optional(),
  origin: z.enum(['documented', 'seen', 'unconfirmed', 'own']),
  note: z.string().optional(),
});

const actionTypeShape = z
  .object({
    type: z.string(),
    title: z.string(),
    can_receive: z.boolean(),
    can_emit: z.boolean(),
    can_be_scheduled: z.boolean(),
    default_options: objectOutput,
    options: z.array(optionShape),
  })
  .meta({ id: 'ActionType' });

export type ActionTypeResponse = z.output<typeof actionTypeShape>;

export const actionTypeListShape = z.object({ action_types: z.array(actionTypeShape) });
