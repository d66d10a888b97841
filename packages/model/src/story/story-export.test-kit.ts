import { entriesOf, isObjectValue, makeObject, stringifyJson, type Value } from '@fabula/formula';

/** The document's text, order of keys included, without the one field that every export writes anew. */
export function withoutExportTime(document: Value): string {
  if (!isObjectValue(document)) throw new Error('not an export');
  return stringifyJson(makeObject(entriesOf(document).filter(([key]) => key !== 'exported_at')));
}
