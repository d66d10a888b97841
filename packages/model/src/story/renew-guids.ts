/**
 * Gives a second copy of a file an identity of its own: new guids of the story, its actions and notes, new webhook
 * paths, consistently wherever the file names them. Where it was first created (`origin_story_identifier`) stays.
 */
import {
  entriesOf,
  getKey,
  isArrayValue,
  isObjectValue,
  makeObject,
  type ObjectValue,
  type Value,
} from '@fabula/formula';
import { setInPlace } from './in-place.ts';
import type { DocumentAction, StoryDocument } from './story-document.ts';
import { addressOption } from './webhook-path.ts';

/** `newGuid` gives the 32 hex digits that stand in the place of a guid or a webhook path, new ones at each call where it has no other plan. */
export function renewGuids(document: StoryDocument, newGuid: (former: string) => string): StoryDocument {
  const renewed = new Map<string, string>();
  const renew = (guid: string | null): string | null => {
    if (guid === null) return null;
    const known = renewed.get(guid);
    if (known !== undefined) return known;
    const fresh = newGuid(guid);
    renewed.set(guid, fresh);
    return fresh;
  };
  const guid = renew(document.guid);
  const actions = document.actions.map((action) => ({ ...action, guid: renew(action.guid) }));
  const notes = document.notes.map((note) => ({
    ...note,
    guid: renew(note.guid),
    groupGuid: note.groupGuid === null ? null : (renewed.get(note.groupGuid) ?? note.groupGuid),
  }));
  const current = (old: string): string => renewed.get(old) ?? old;
  return {
    ...document,
    guid,
    entryGuid: document.entryGuid === null ? null : current(document.entryGuid),
    exitGuids: document.exitGuids.map(current),
    apiEntryGuids: document.apiEntryGuids.map(current),
    apiExitGuids: document.apiExitGuids.map(current),
    actions: actions.map((action) => ({
      ...action,
      groupGuid: action.groupGuid === null ? null : current(action.groupGuid),
      options: withNewPath(action, newGuid),
      carried: renameObject(action.carried, renewed),
    })),
    notes: notes.map((note) => ({ ...note, carried: renameObject(note.carried, renewed) })),
    carried: renameStory(document.carried, renewed),
  };
}

/** A webhook or a page without an address of its own is reached by its guid, which is new already. */
function withNewPath(action: DocumentAction, newGuid: (former: string) => string): ObjectValue {
  const key = addressOption(action.type);
  const path = key === null ? null : getKey(action.options, key);
  if (key === null || typeof path !== 'string' || path === '') return action.options;
  return setInPlace(action.options, new Map([[key, newGuid(path)]]));
}

function renameStory(carried: ObjectValue, renewed: ReadonlyMap<string, string>): ObjectValue {
  return makeObject(
    entriesOf(carried).map(([key, value]) => {
      // Stories inside the file are files of their own.
      if (key === 'send_to_stories') return [key, value];
      if (key === 'diagram_layout' && typeof value === 'string') return [key, renameInLayout(value, renewed)];
      return [key, renameValue(value, renewed)];
    }),
  );
}

/** In the text itself, so that its spaces and the spelling of its numbers stay. */
function renameInLayout(text: string, renewed: ReadonlyMap<string, string>): string {
  return text.replace(/"([^"\\]*)"/g, (quoted, guid: string) => {
    const fresh = renewed.get(guid);
    return fresh === undefined ? quoted : `"${fresh}"`;
  });
}

/** Every text that is a guid, wherever it stands: pages, forms, integrations and what later schemas will add. */
function renameValue(value: Value, renewed: ReadonlyMap<string, string>): Value {
  if (typeof value === 'string') return renewed.get(value) ?? value;
  if (isArrayValue(value)) return value.map((item) => renameValue(item, renewed));
  return isObjectValue(value) ? renameObject(value, renewed) : value;
}

function renameObject(object: ObjectValue, renewed: ReadonlyMap<string, string>): ObjectValue {
  return makeObject(entriesOf(object).map(([key, value]) => [key, renameValue(value, renewed)]));
}
