/** The kinds of action with their options: what forms and checks are made from. */
import type { ObjectValue } from '@fabula/formula';
import { type ActionTypeResponse, actionTypeListShape, type OptionField } from '@fabula/model';
import { queryOptions } from '@tanstack/react-query';
import { request } from './http.ts';

export interface ActionTypeInfo {
  readonly type: string;
  readonly title: string;
  readonly canReceive: boolean;
  readonly canBeScheduled: boolean;
  readonly defaultOptions: ObjectValue;
  readonly fields: readonly OptionField[];
}

/** They change with the version of the server only. */
export const actionTypesQuery = queryOptions({
  queryKey: ['action-types'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async ({ signal }) => {
    const { action_types } = await request('/api/v1/action_types', actionTypeListShape, { signal });
    return new Map(action_types.map((each) => [each.type, toInfo(each)]));
  },
});

function toInfo(response: ActionTypeResponse): ActionTypeInfo {
  return {
    type: response.type,
    title: response.title,
    canReceive: response.can_receive,
    canBeScheduled: response.can_be_scheduled,
    defaultOptions: response.default_options,
    fields: response.options.map(toField),
  };
}

type OptionResponse = ActionTypeResponse['options'][number];

function toField({ required, basic, integer, when, fallback, choices, ...rest }: OptionResponse): OptionField {
  const { key, title, help, kind, origin, min, max, aliases, note } = rest;
  return {
    ...{ key, title, help, kind, origin, isRequired: required, isBasic: basic },
    ...(fallback === undefined ? {} : { fallback }),
    ...(choices === undefined ? {} : { choices }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(integer === undefined ? {} : { isInteger: integer }),
    ...(when === undefined ? {} : { when: { key: when.key, isOneOf: when.is_one_of } }),
    ...(aliases === undefined ? {} : { aliases }),
    ...(note === undefined ? {} : { note }),
  };
}
