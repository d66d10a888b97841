import { getKey, isArrayValue, isObjectValue, type ObjectValue } from '@fabula/formula';
import { objectAt, textAt } from './carried-values.ts';
import type { StoryDocument } from './story-document.ts';

/** What each page of the story shows, by the guid of its action: `pages[]`, or its predecessors `forms[]` and `form`. */
export function actionPages(document: Pick<StoryDocument, 'carried'>): ReadonlyMap<string, ObjectValue> {
  const { carried } = document;
  const pages = new Map<string, ObjectValue>();
  for (const page of [objectAt(carried, 'form'), ...objectsAt(carried, 'forms'), ...objectsAt(carried, 'pages')]) {
    const guid = textAt(page, 'agent_guid');
    if (guid !== null) pages.set(guid, page);
  }
  return pages;
}

/** The actions that are attached to one as tools, as its export has them. */
export function actionTools(action: { readonly carried: ObjectValue }): readonly ObjectValue[] {
  return objectsAt(action.carried, 'tools');
}

function objectsAt(object: ObjectValue, key: string): readonly ObjectValue[] {
  const list = getKey(object, key);
  return isArrayValue(list) ? list.filter(isObjectValue) : [];
}
