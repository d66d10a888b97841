import { getKey, type ObjectValue } from '@fabula/formula';

export const WEBHOOK_TYPE = 'Agents::WebhookAgent';

/**
 * The path under which a webhook action is reached; null for other types. Old exports name none: there the guid is the
 * path (reference: story-export.md 7).
 */
export function webhookPathOf(action: {
  readonly type: string;
  readonly guid: string;
  readonly options: ObjectValue;
}): string | null {
  if (action.type !== WEBHOOK_TYPE) return null;
  const path = getKey(action.options, 'path');
  return typeof path === 'string' && path !== '' ? path : action.guid;
}
