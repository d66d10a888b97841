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

export const PAGE_TYPE = 'Agents::FormAgent';

/** The option that chooses where an action of this type is reached; null: it has no address. */
export function addressOption(type: string): string | null {
  if (type === WEBHOOK_TYPE) return 'path';
  return type === PAGE_TYPE ? 'url_identifier' : null;
}

/** The part of a page's address that people may choose; null for other types, and when it is too long to be reached. */
export function pageIdentifierOf(action: {
  readonly type: string;
  readonly guid: string;
  readonly options: ObjectValue;
}): string | null {
  if (action.type !== PAGE_TYPE) return null;
  const identifier = getKey(action.options, 'url_identifier');
  if (typeof identifier !== 'string' || identifier === '') return action.guid;
  return identifier.length > LONGEST_PATH - PAGES.length ? null : identifier;
}

const PAGES = 'pages/';

/** What the tenant knows the action by from outside: a webhook's path, or `pages/` and the identifier of a page. */
export function publicPathOf(action: {
  readonly type: string;
  readonly guid: string;
  readonly options: ObjectValue;
}): string | null {
  const identifier = pageIdentifierOf(action);
  return identifier === null ? webhookPathOf(action) : pagePath(identifier);
}

export function pagePath(identifier: string): string {
  return `${PAGES}${identifier}`;
}
