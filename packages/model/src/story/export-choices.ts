/** What a person may choose to leave out of an export. */
import { getKey, isArrayValue, type ObjectValue, type Value } from '@fabula/formula';
import { replaceInPlace, setInPlace } from './in-place.ts';
import type { DocumentAction, StoryDocument } from './story-document.ts';
import { PAGE_TYPE, WEBHOOK_TYPE } from './webhook-path.ts';

const EMAIL_TYPE = 'Agents::EmailAgent';

/** New addresses for webhooks and pages, and new webhook secrets. `newHex` gives 32 new hex digits at each call. */
export function randomizeUrls(document: StoryDocument, newHex: () => string): StoryDocument {
  return mapOptions(document, ({ type, options }) => {
    if (type === PAGE_TYPE) return replaceInPlace(options, new Map([['url_identifier', newHex()]]));
    if (type !== WEBHOOK_TYPE) return options;
    // Also where there was no path: the guid would be the address.
    const withPath = setInPlace(options, new Map([['path', newHex()]]));
    return replaceInPlace(withPath, new Map([['secret', newHex()]]));
  });
}

/** No addresses of people: neither those who are told about failures nor those whom e-mail actions write to. */
export function clearRecipients(document: StoryDocument): StoryDocument {
  const cleared = mapOptions(document, ({ type, options }) => {
    if (type !== EMAIL_TYPE) return options;
    const keys = ['recipients', 'cc', 'bcc'];
    return replaceInPlace(options, new Map(keys.map((key) => [key, emptied(getKey(options, key))])));
  });
  return { ...cleared, recipients: [] };
}

function emptied(value: Value | undefined): Value {
  return isArrayValue(value) ? [] : '';
}

function mapOptions(document: StoryDocument, map: (action: DocumentAction) => ObjectValue): StoryDocument {
  return { ...document, actions: document.actions.map((action) => ({ ...action, options: map(action) })) };
}
