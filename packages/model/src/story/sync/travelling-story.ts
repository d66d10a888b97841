/**
 * A story on its way to a sync destination: the published version as far as it means the same there. What stays at home: who is
 * told of failures, and the secrets of webhooks, which are between this installation and its senders.
 */
import {
  entriesOf,
  getKey,
  isNumberValue,
  makeObject,
  type ObjectValue,
  ok,
  type Result,
  toNative,
  toNumber,
} from '@fabula/formula';
import { objectAt, textsAt } from '../carried-values.ts';
import { setInPlace } from '../in-place.ts';
import type { DocumentAction, ExportFailure } from '../story-document.ts';
import { readVersionedStory, type VersionedStory, writeVersionedStory } from '../versioned-story.ts';
import { WEBHOOK_TYPE } from '../webhook-path.ts';
import { SEND_TO_STORY_TYPE } from './story-needs.ts';

export interface TravellingStory {
  readonly story: VersionedStory;
  /** Guids of webhooks that have a secret at home, and get one of their own where they arrive. */
  readonly secretHolders: ReadonlySet<string>;
  /** Of actions that call a story by its id: the action's guid, and the guid of that story, both as they are at home. */
  readonly calls: ReadonlyMap<string, string>;
}

/** A story that is called by its id, which means nothing elsewhere. */
export interface CalledStory {
  readonly guid: string;
  readonly name: string;
}

/** The form of what is sent; a destination that does not know it says so. */
export const TRAVEL_FORMAT = 1;

/** The moment is no part of a version, and one that is always the same gives the same version the same digest. */
const NO_MOMENT = '1970-01-01T00:00:00Z';

/**
 * `calledOf`: the story with this id here. It is sent by its guid, so that it is found again whatever it is called, and by its name
 * for places where it is no copy.
 */
export function packStory(story: VersionedStory, calledOf: (storyId: number) => CalledStory | null): ObjectValue {
  const holders = story.document.actions.filter(hasOwnSecret).flatMap(({ guid }) => guid ?? []);
  const calls: [string, string][] = [];
  const actions = story.document.actions.map((action) => {
    const options = hasOwnSecret(action) ? withSecret(action.options, '') : action.options;
    const called = calledBy(action, calledOf);
    if (called === null) return { ...action, options };
    if (action.guid !== null) calls.push([action.guid, called.guid]);
    return { ...action, options: calling(options, called.name) };
  });
  // The order of tags means nothing, and may be another one at each reading.
  const tags = [...story.document.tags].sort();
  const document = { ...story.document, actions, tags, recipients: [] };
  return makeObject([
    ...entriesOf(writeVersionedStory({ ...story, document }, NO_MOMENT)),
    ['secret_holders', holders],
    ['calls', makeObject(calls)],
    ['tags', tags],
  ]);
}

/** Fails for what is no story, or one of a newer file format. */
export function unpackStory(value: ObjectValue): Result<TravellingStory, ExportFailure> {
  const story = readVersionedStory(value);
  if (!story.ok) return story;
  const document = { ...story.value.document, recipients: [], tags: textsAt(value, 'tags') };
  return ok({
    story: { ...story.value, document },
    secretHolders: new Set(textsAt(value, 'secret_holders')),
    calls: new Map(
      entriesOf(objectAt(value, 'calls')).flatMap(([action, called]): [string, string][] =>
        typeof called === 'string' ? [[action, called]] : [],
      ),
    ),
  });
}

/** A secret that a formula reads, from a credential for example, is read there as well. */
export function hasOwnSecret({ type, options }: Pick<DocumentAction, 'type' | 'options'>): boolean {
  const secret = type === WEBHOOK_TYPE ? getKey(options, 'secret') : undefined;
  return typeof secret === 'string' && secret !== '' && !secret.includes('<<') && !secret.includes('{{');
}

export function withSecret(options: ObjectValue, secret: string): ObjectValue {
  return setInPlace(options, new Map([['secret', secret]]));
}

/** `story`: a name or an id, as Send to Story takes them. */
export function calling(options: ObjectValue, story: string): ObjectValue {
  return setInPlace(options, new Map([['story', story]]));
}

function calledBy(
  { type, options }: DocumentAction,
  calledOf: (storyId: number) => CalledStory | null,
): CalledStory | null {
  const target = type === SEND_TO_STORY_TYPE ? getKey(options, 'story') : undefined;
  if (target === undefined || target === null) return null;
  const number = isNumberValue(target) ? target : toNumber(target);
  return number === undefined ? null : calledOf(toNative(number));
}
