/**
 * Reads an export of any schema (reference: story-export.md). Nothing is refused because it is unknown, missing or old;
 * what is refused is what cannot be kept faithfully: a list that is none, a link to nowhere, two actions that are one.
 * A file of a newer schema is read too, with a warning: the product's own behaviour is unconfirmed, and what is not
 * understood is carried.
 */
import {
  err,
  getKey,
  isArrayValue,
  isObjectValue,
  makeObject,
  type ObjectValue,
  ok,
  type Result,
  sizeOf,
  type Value,
} from '@fabula/formula';
import { readActionFields } from './action-fields.ts';
import { finiteNumber, numberAt, textAt, wholeNumberAt } from './carried-values.ts';
import { setInPlace } from './in-place.ts';
import { positionOf, readLayout, readPosition } from './layout.ts';
import type { StoredLinkKind } from './story.ts';
import {
  type DocumentAction,
  type DocumentLink,
  type DocumentNote,
  type ExportFailure,
  MOST_ACTIONS,
  NEWEST_SCHEMA,
  type StoryDocument,
} from './story-document.ts';
import { readStoryFields } from './story-fields.ts';
import { PAGE_TYPE, pageIdentifierOf, WEBHOOK_TYPE, webhookPathOf } from './webhook-path.ts';

const OLDEST_SCHEMA = 3;
const MOST_LINKS = 50_000;
const MOST_NOTES = 10_000;
const lists = ['agents', 'links', 'diagram_notes'];
/** What a guid and a path may be made of, whoever made them. */
const PLAIN_TEXT = /^[^\s\p{C}]{1,255}$/u;
const EMPTY: ObjectValue = makeObject([]);

export function readStoryExport(document: Value): Result<StoryDocument, ExportFailure> {
  if (!isObjectValue(document)) return refuse('', 'this is not a story export: it must be a JSON object');
  if (getKey(document, 'agents') === undefined) {
    return refuse('agents', 'this is not a story export: it has no list of actions; export the story as JSON again');
  }
  const fields = readStoryFields(document);
  if (fields.name === '') return refuse('name', 'must be a text with the name of the story');
  const guid = readGuid(document, 'guid');
  if (!guid.ok) return guid;
  const layout = readLayout(getKey(document, 'diagram_layout'));
  if (!layout.ok) return layout;
  const actions = readActions(document, layout.value);
  if (!actions.ok) return actions;
  const links = readLinks(document, actions.value.length);
  if (!links.ok) return links;
  const notes = readNotes(document);
  if (!notes.ok) return notes;
  const schemaVersion = wholeNumberAt(document, 'schema_version') ?? OLDEST_SCHEMA;
  return ok({
    ...fields,
    schemaVersion,
    standardLibVersion: wholeNumberAt(document, 'standard_lib_version'),
    actionRuntimeVersion: wholeNumberAt(document, 'action_runtime_version'),
    actions: actions.value,
    links: links.value,
    notes: notes.value,
    carried: setInPlace(
      document,
      new Map(lists.filter((key) => isArrayValue(getKey(document, key))).map((key) => [key, []])),
    ),
    warnings: warningsAbout(schemaVersion, links.value),
  });
}

function readActions(document: ObjectValue, layout: ObjectValue): Result<readonly DocumentAction[], ExportFailure> {
  const items = listAt(document, 'agents', MOST_ACTIONS);
  if (!items.ok) return items;
  const actions: DocumentAction[] = [];
  // Two actions of one guid, or one webhook path, would be one.
  const holders = new Map<string, number>();
  for (const [index, item] of items.value.entries()) {
    const at = `agents[${index}]`;
    if (!isObjectValue(item)) return refuse(at, 'must be an object that describes an action');
    const action = readAction(item, at, layout, index);
    if (!action.ok) return action;
    for (const [field, identity] of identitiesOf(action.value)) {
      const key = `${field} ${identity}`;
      const holder = holders.get(key);
      if (holder !== undefined) {
        return refuse(`${at}.${field}`, `is that of agents[${holder}] too; change or remove one of them`);
      }
      holders.set(key, index);
    }
    actions.push(action.value);
  }
  return ok(actions);
}

function identitiesOf(action: DocumentAction): (readonly [field: string, identity: string])[] {
  const path = webhookPathOf({ ...action, guid: '' });
  const page = pageIdentifierOf({ ...action, guid: '' });
  return [
    ...(action.guid === null ? [] : [['guid', action.guid] as const]),
    ...(path === null || path === '' ? [] : [['options.path', path] as const]),
    ...(page === null || page === '' ? [] : [['options.url_identifier', page] as const]),
  ];
}

function readAction(
  item: ObjectValue,
  at: string,
  layout: ObjectValue,
  index: number,
): Result<DocumentAction, ExportFailure> {
  for (const key of ['type', 'name']) {
    if (textAt(item, key) === null) return refuse(`${at}.${key}`, 'must be a text');
  }
  const guid = readGuid(item, `${at}.guid`);
  if (!guid.ok) return guid;
  const options = getKey(item, 'options') ?? EMPTY;
  if (!isObjectValue(options)) return refuse(`${at}.options`, 'must be an object');
  const path = textAt(item, 'type') === WEBHOOK_TYPE ? textAt(options, 'path') : null;
  if (path !== null && path !== '' && !PLAIN_TEXT.test(path)) {
    return refuse(`${at}.options.path`, 'must be at most 255 characters, without blanks and control characters');
  }
  const identifier = textAt(item, 'type') === PAGE_TYPE ? textAt(options, 'url_identifier') : null;
  if (identifier !== null && identifier !== '' && !PLAIN_TEXT.test(identifier)) {
    return refuse(
      `${at}.options.url_identifier`,
      'must be at most 255 characters, without blanks and control characters',
    );
  }
  return ok({
    ...readActionFields(item),
    ...positionOf(layout, guid.value, index),
    options,
    carried: sizeOf(options) === 0 ? item : setInPlace(item, new Map([['options', EMPTY]])),
  });
}

/** Missing and null mean none; it then gets one when it is stored. */
function readGuid(object: ObjectValue, field: string): Result<string | null, ExportFailure> {
  const guid = getKey(object, 'guid') ?? null;
  if (guid === null || (typeof guid === 'string' && PLAIN_TEXT.test(guid))) return ok(guid);
  return refuse(field, 'must be a text of 32 hex digits');
}

function readLinks(document: ObjectValue, actionCount: number): Result<readonly DocumentLink[], ExportFailure> {
  const items = listAt(document, 'links', MOST_LINKS);
  if (!items.ok) return items;
  const links: DocumentLink[] = [];
  for (const [index, carried] of items.value.entries()) {
    const at = `links[${index}]`;
    if (!isObjectValue(carried)) return refuse(at, 'must be an object with source and receiver');
    const ends: number[] = [];
    for (const key of ['source', 'receiver']) {
      const place = finiteNumber(getKey(carried, key) ?? null);
      if (place === null || !Number.isInteger(place) || place < 0 || place >= actionCount) {
        const range = actionCount === 0 ? 'and there is no action' : `from 0 to ${actionCount - 1}`;
        return refuse(
          `${at}.${key}`,
          `must be the position of an action in agents, ${range}; correct or remove the link`,
        );
      }
      ends.push(place);
    }
    const [source = 0, receiver = 0] = ends;
    links.push({ source, receiver, kind: linkKindOf(carried), carried });
  }
  return ok(links);
}

/** `secondary` is what exports say; the others are the API's words. That a failure link says `failure` is unconfirmed. */
export function linkKindOf(carried: ObjectValue): StoredLinkKind {
  const type = getKey(carried, 'link_type');
  if (type === undefined || type === null) return 'default';
  switch (typeof type === 'string' ? type.toLowerCase() : '') {
    case 'secondary':
    case 'no_match':
      return 'no_match';
    case 'failure':
      return 'failure';
    case 'default':
    case 'primary':
      return 'default';
    default:
      return 'other';
  }
}

function readNotes(document: ObjectValue): Result<readonly DocumentNote[], ExportFailure> {
  const items = listAt(document, 'diagram_notes', MOST_NOTES);
  if (!items.ok) return items;
  const notes: DocumentNote[] = [];
  for (const [index, carried] of items.value.entries()) {
    if (!isObjectValue(carried))
      return refuse(`diagram_notes[${index}]`, 'must be an object with content and position');
    notes.push(readNote(carried));
  }
  return ok(notes);
}

export function readNote(carried: ObjectValue): DocumentNote {
  return {
    guid: textAt(carried, 'guid'),
    content: textAt(carried, 'content') ?? '',
    ...(readPosition(getKey(carried, 'position') ?? null) ?? { x: 0, y: 0 }),
    width: numberAt(carried, 'width'),
    groupGuid: textAt(carried, 'group_guid'),
    carried,
  };
}

/** Missing and null are empty lists: old schemas do not have all of them. */
function listAt(document: ObjectValue, key: string, most: number): Result<readonly Value[], ExportFailure> {
  const value = getKey(document, key) ?? null;
  if (value === null) return ok([]);
  if (!isArrayValue(value)) return refuse(key, 'must be a list');
  if (value.length > most) return refuse(key, `must have at most ${most} entries; it has ${value.length}`);
  return ok(value);
}

function warningsAbout(schemaVersion: number, links: readonly DocumentLink[]): readonly string[] {
  const warnings: string[] = [];
  if (schemaVersion > NEWEST_SCHEMA) {
    warnings.push(
      `The file has schema ${schemaVersion}, and schemas up to ${NEWEST_SCHEMA} are known. What is new in it is kept but has no effect.`,
    );
  }
  const strange = links.filter((link) => link.kind === 'other').length;
  if (strange > 0) warnings.push(`${strange} links are of an unknown type. They are kept and carry no events.`);
  return warnings;
}

function refuse(field: string, message: string): { readonly ok: false; readonly error: ExportFailure } {
  return err({ message, field });
}
