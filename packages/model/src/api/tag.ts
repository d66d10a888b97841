/** Tags on the wire (reference: api/tags.md). Their times have milliseconds, unlike all others. */
import { z } from 'zod';
import { idInput, nameInput, optionalIdInput } from './input.ts';
import { pageShape, pagingInput } from './paging.ts';

/** Names of colours and what they are; only `red` is confirmed. */
export const tagColors = {
  purple: '#B388FF',
  blue: '#82B1FF',
  gold: '#FFD54F',
  green: '#81C784',
  magenta: '#F48FB1',
  red: '#FF8888',
  orange: '#FFB74D',
  mint: '#80CBC4',
} as const;

export const usualTagColor = tagColors.blue;

const colorInput = z
  .string({ error: 'must be text' })
  .regex(new RegExp(`^(?:#[0-9a-f]{6}|${Object.keys(tagColors).join('|')})$`, 'i'), {
    error: `must be #RRGGBB or one of ${Object.keys(tagColors).join(', ')}`,
  })
  .transform((color) => {
    const named = tagColors[color.toLowerCase() as keyof typeof tagColors];
    return named ?? color.toUpperCase();
  });

export const tagShape = z
  .object({
    id: z.int(),
    name: z.string(),
    color: z.string(),
    teams: z.array(z.object({ id: z.int(), name: z.string() })),
    created_at: z.string().meta({ format: 'date-time' }),
    updated_at: z.string().meta({ format: 'date-time' }),
  })
  .meta({ id: 'Tag' });

export const tagListShape = pageShape('tags', tagShape);
export const tagParams = z.object({ tag_id: idInput });
export const createTagInput = z.object({ name: nameInput, team_id: idInput, color: colorInput.default(usualTagColor) });
export const updateTagInput = z.object({ name: nameInput.optional(), color: colorInput.optional() });
export const listTagsInput = z.object({ team_id: optionalIdInput, ...pagingInput });
export const deleteTagInput = z.object({ team_id: optionalIdInput });
