/** The kinds of action with their options: what forms, checks and other clients are made from. An addition of ours. */
import type { ActionType } from '@fabula/engine';
import { isObjectValue, makeObject } from '@fabula/formula';
import { type ActionTypeResponse, actionTypeListShape, type OptionField } from '@fabula/model';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';

export function actionTypeRoutes(app: ApiScope, { types }: Pick<ApiParts, 'types'>): void {
  app.get(
    '/api/v1/action_types',
    {
      config: { permission: 'signed_in' },
      schema: { summary: 'List the kinds of action', tags: ['Actions'], response: { 200: actionTypeListShape } },
    },
    async () => ({ action_types: [...types.values()].map(toResponse) }),
  );
}

function toResponse(known: ActionType): ActionTypeResponse {
  const defaults = known.defaultOptions();
  return {
    type: known.type,
    title: known.title,
    can_receive: known.canReceive,
    can_emit: known.canEmit,
    can_be_scheduled: known.canBeScheduled,
    default_options: isObjectValue(defaults) ? defaults : makeObject([]),
    options: known.options.map(toOption),
  };
}

function toOption({ isRequired, isBasic, isInteger, when, choices, aliases, ...field }: OptionField) {
  const { key, title, help, kind, fallback, min, max, origin, note } = field;
  return {
    ...{ key, title, help, kind, fallback, min, max, origin, note },
    required: isRequired ?? false,
    basic: isBasic ?? false,
    integer: isInteger,
    when: when && { key: when.key, is_one_of: [...when.isOneOf] },
    choices: choices && [...choices],
    aliases: aliases && [...aliases],
  };
}
