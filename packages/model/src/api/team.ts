/** Teams on the wire (reference: api/teams.md). */
import { z } from 'zod';
import { booleanInput, choiceInput } from './input.ts';
import { pageShape, pagingInput } from './paging.ts';

export const teamShape = z
  .object({ id: z.int(), name: z.string(), groups: z.array(z.object({ id: z.int(), name: z.string() })) })
  .meta({ id: 'Team' });

export const teamListShape = pageShape('teams', teamShape);

export const listTeamsInput = z.object({
  scope: choiceInput(['all', 'standard', 'personal_only', '']).optional(),
  include_personal_teams: booleanInput.optional(),
  ...pagingInput,
});
