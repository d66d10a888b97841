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
import { textsAt } from '../carried-values.ts';
import { setInPlace } from '../in-place.ts';
import type { DocumentAction, ExportFailure } from '../story-document.ts';
import { readVersionedStory, type VersionedStory, writeVersionedStory } from '../versioned-story.ts';
import { WEBHOOK_TYPE } from '../webhook-path.ts';
import { SEND_TO_STORY_TYPE } from './story-needs.ts';

export interface TravellingStory {
  readonly story: VersionedStory;
  /** Guids of webhooks that have a secret at home, and get one of their own where they arrive. */
  readonly secretHolders: ReadonlySet<string>;
}

/** The form of what is sent; a destination that does not know it says so. */
export const TRAVEL_FORMAT = 1;

/** The moment is no part of a version, and one that is always the same gives the same version the same digest. */
const NO_MOMENT = '1970-01-01T00:00:00Z';

/** `nameOf`: what the story with this id is called here; there it has another id, but the same name. */
export function packStory(story: VersionedStory, nameOf: (storyId: number) => string | null): ObjectValue {
  const holders = story.document.actions.filter(hasOwnSecret).flatMap(({ guid }) => guid ?? []);
  const actions = story.document.actions.map((action) => ({
    ...action,
    options: calledByName(action, hasOwnSecret(action) ? withSecret(action.options, '') : action.options, nameOf),
  }));
  // The order of tags means nothing, and may be another one at each reading.
  const tags = [...story.document.tags].sort();
  const document = { ...story.document, actions, tags, recipients: [] };
  return makeObject([
    ...entriesOf(writeVersionedStory({ ...story, document }, NO_MOMENT)),
    ['secret_holders', holders],
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

function calledByName(
  { type }: DocumentAction,
  options: ObjectValue,
  nameOf: (storyId: number) => string | null,
): ObjectValue {
  const target = type === SEND_TO_STORY_TYPE ? getKey(options, 'story') : undefined;
  const number =
    target === undefined || target === null ? undefined : isNumberValue(target) ? target : toNumber(target);
  const name = number === undefined ? null : nameOf(toNative(number));
  return name === null ? options : setInPlace(options, new Map([['story', name]]));
}
