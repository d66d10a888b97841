import { getKey, type ObjectValue } from '@fabula/formula';

const LONGEST_PATH = 255;

export const WEBHOOK_TYPE = 'Agents::WebhookAgent';

/**
 * The path under which a webhook action is reached; null for other types, and when it is too long to be reached. Old
 * exports name none: there the guid is the path (reference: story-export.md 7).
 */
export function webhookPathOf(action: {
  readonly type: string;
  readonly guid: string;
  readonly options: ObjectValue;
}): string | null {
  if (action.type !== WEBHOOK_TYPE) return null;
  const path = getKey(action.options, 'path');
  if (typeof path !== 'string' || path === '') return action.guid;
  return path.length > LONGEST_PATH ? null : path;
}
