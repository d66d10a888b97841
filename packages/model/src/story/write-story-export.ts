/** Writes a story as a file. Read together with ./story-document.ts, which says what must come out as it came in. */
import { getKey, makeObject, type ObjectValue, sizeOf, type Value } from '@fabula/formula';
import { changedActionKeys, newActionShape } from './action-fields.ts';
import { numberAt } from './carried-values.ts';
import { setInPlace } from './in-place.ts';
import { writeLayout } from './layout.ts';
import { linkKindOf, readNote } from './read-story-export.ts';
import type { StoredLinkKind } from './story.ts';
import type { DocumentAction, DocumentLink, DocumentNote, StoryDocument } from './story-document.ts';
import { changedStoryKeys } from './story-fields.ts';

/** `exportedAt`: ISO 8601 in UTC. */
export function writeStoryExport(document: StoryDocument, exportedAt: string): ObjectValue {
  const carried = sizeOf(document.carried) === 0 ? newStoryShape(document) : document.carried;
  const changes = new Map(changedStoryKeys(carried, document));
  setList(changes, 'agents', document.actions.map(writeAction));
  setList(changes, 'links', document.links.map(writeLink));
  setList(changes, 'diagram_notes', document.notes.map(writeNote));
  const before = getKey(carried, 'diagram_layout');
  const layout = writeLayout(typeof before === 'string' ? before : null, document.actions);
  if (layout !== null) changes.set('diagram_layout', layout);
  changes.set('exported_at', exportedAt);
  return setInPlace(carried, changes);
}

/** An empty list is left as `carried` has it: there may be none, or `null`. */
function setList(changes: Map<string, Value>, key: string, items: readonly Value[]): void {
  if (items.length > 0) changes.set(key, items);
}

function writeAction(action: DocumentAction): Value {
  const carried = sizeOf(action.carried) === 0 ? newActionShape(action.type) : action.carried;
  const changes = new Map(changedActionKeys(carried, action));
  if (sizeOf(action.options) > 0) changes.set('options', action.options);
  return setInPlace(carried, changes);
}

function writeLink(link: DocumentLink): Value {
  const changes = new Map<string, Value>();
  for (const key of ['source', 'receiver'] as const) {
    if (numberAt(link.carried, key) !== link[key]) changes.set(key, link[key]);
  }
  if (linkKindOf(link.carried) !== link.kind) changes.set('link_type', linkTypeOf(link.kind));
  return setInPlace(link.carried, changes);
}

function linkTypeOf(kind: StoredLinkKind): string | null {
  switch (kind) {
    case 'no_match':
      return 'secondary';
    case 'failure':
      return 'failure';
    case 'default':
    case 'other':
      return null;
  }
}

function writeNote(note: DocumentNote): Value {
  const carried =
    sizeOf(note.carried) === 0
      ? makeObject(['content', 'position', 'guid', 'width'].map((key) => [key, null] as const))
      : note.carried;
  const before = readNote(carried);
  const changes = new Map<string, Value>();
  if (before.content !== note.content) changes.set('content', note.content);
  if (before.x !== note.x || before.y !== note.y || getKey(carried, 'position') === null) {
    changes.set('position', [note.x, note.y]);
  }
  if (before.guid !== note.guid) changes.set('guid', note.guid);
  if (before.width !== note.width) changes.set('width', note.width);
  if (before.groupGuid !== note.groupGuid) changes.set('group_guid', note.groupGuid);
  return setInPlace(carried, changes);
}

/** What the newest schema writes for a story that was made here, in its order (reference: story-export.md 2). */
function newStoryShape(document: StoryDocument): ObjectValue {
  return makeObject([
    ['schema_version', document.schemaVersion],
    ['standard_lib_version', document.standardLibVersion],
    ['action_runtime_version', document.actionRuntimeVersion],
    ['name', ''],
    ['description', null],
    ['guid', null],
    ['slug', document.slug],
    ['agents', []],
    ['links', []],
    ['diagram_notes', []],
    ['diagram_layout', '{}'],
    ['story_library_metadata', makeObject([])],
    ['monitor_failures', false],
    ['synchronous_webhooks_enabled', false],
    ['integrations', []],
    ['sections', []],
    ['parent_only_send_to_story', false],
    ['send_to_story_timeout_enabled', false],
    ['send_to_story_timeout_duration_seconds', null],
    ['keep_events_for', document.keepEventsFor],
    ['reporting_status', true],
    ['send_to_story_enabled', false],
    ['entry_agent_guid', null],
    ['exit_agent_guids', []],
    ['api_entry_action_guids', []],
    ['api_exit_action_guids', []],
    ['send_to_story_access', null],
    ['send_to_story_access_source', 0],
    ['send_to_story_skill_use_requires_confirmation', true],
    ['pages', []],
    ['tags', []],
    ['time_saved_unit', 'minutes'],
    ['time_saved_value', 0],
    ['origin_story_identifier', null],
    ['recipients', []],
    ['integration_product', null],
    ['integration_vendor', null],
    ['llm_product_instructions', ''],
    ['start_reference', null],
    ['app_endpoints', []],
    ['send_to_stories', []],
    ['exported_at', null],
    ['icon', ':book:'],
  ]);
}
