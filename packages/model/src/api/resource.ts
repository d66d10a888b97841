/** Resources on the wire (reference: api/resources.md). The list key stays `global_resources`. */
import { z } from 'zod';
import {
  anyInput,
  booleanInput,
  choiceInput,
  idInput,
  integerInput,
  listInput,
  nameInput,
  optionalIdInput,
  textInput,
} from './input.ts';
import { anyOutput, timeOutput } from './output.ts';
import { pageShape, pagingInput } from './paging.ts';

export const resourceReadAccess = ['TEAM', 'GLOBAL', 'SPECIFIC_TEAMS'] as const;

export const resourceShape = z
  .object({
    id: z.int(),
    name: z.string(),
    /** Text, unless `typed_value` asks for the JSON itself. */
    value: anyOutput,
    team_id: z.int(),
    folder_id: z.int().nullable(),
    /** null: the creator is no longer there. */
    user_id: z.int().nullable(),
    read_access: z.enum(resourceReadAccess),
    shared_team_slugs: z.array(z.string()),
    slug: z.string(),
    created_at: timeOutput,
    updated_at: timeOutput,
    description: z.string(),
    test_resource_enabled: z.boolean(),
    test_resource: z.object({ value: anyOutput, created_at: timeOutput, updated_at: timeOutput }).nullable(),
    referencing_action_ids: z.array(z.int()).optional(),
  })
  .meta({ id: 'Resource' });

export type ResourceResponse = z.output<typeof resourceShape>;

export const resourceListShape = pageShape('global_resources', resourceShape);

/** How a resource is shown. */
const viewInput = {
  include_referencing_action_ids: booleanInput.default(true),
  typed_value: booleanInput.default(false),
};

const sharedInput = {
  folder_id: optionalIdInput,
  read_access: choiceInput(resourceReadAccess).optional(),
  shared_team_slugs: listInput(textInput).optional(),
  description: textInput.nullable().optional(),
};

export const createResourceInput = z.object({
  name: nameInput.optional(),
  value: anyInput,
  team_id: optionalIdInput,
  live_resource_id: optionalIdInput,
  ...sharedInput,
  ...viewInput,
});

export const updateResourceInput = z.object({
  name: nameInput.optional(),
  value: anyInput.optional(),
  /** The value that `value` replaces: with another one there the request is refused. An addition. */
  if_value: anyInput.optional(),
  test_resource_enabled: booleanInput.optional(),
  is_test: booleanInput.default(false),
  ...sharedInput,
  ...viewInput,
});

export const viewResourceInput = z.object(viewInput);

export const listResourcesInput = z.object({
  team_id: optionalIdInput,
  folder_id: optionalIdInput,
  filter: choiceInput(['UNUSED_IN_ACTIONS', '']).optional(),
  ...viewInput,
  ...pagingInput,
});

const elementInput = {
  key: textInput.optional(),
  index: integerInput(0, 2 ** 31).optional(),
  if_value: anyInput.optional(),
  is_test: booleanInput.default(false),
};

export const appendInput = z.object({ value: anyInput, is_test: booleanInput.default(false) });
export const removeElementInput = z.object(elementInput);
export const replaceElementInput = z.object({ value: anyInput, ...elementInput });
export const resourceParams = z.object({ resource_id: idInput });
