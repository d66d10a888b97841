/**
 * A story that arrives at a sync destination takes the place of its copy: same guids as at the last sync, so that actions keep
 * their ids, events and memory, and same addresses, so that nobody who calls the copy has to be told.
 */
import { getKey, type ObjectValue } from '@fabula/formula';
import { setInPlace } from '../in-place.ts';
import { renewGuids } from '../renew-guids.ts';
import type { DocumentAction, StoryDocument } from '../story-document.ts';
import type { VersionedStory } from '../versioned-story.ts';
import { addressOption, pagePath, publicPathOf, WEBHOOK_TYPE } from '../webhook-path.ts';
import { calling, hasOwnSecret, type TravellingStory, withSecret } from './travelling-story.ts';

export interface Destination {
  /** What this guid, or path of a webhook, becomes in the copy: the same each time. 32 hex digits. */
  readonly rename: (former: string) => string;
  /** Whether an action outside of the copy is reached at this public path. */
  readonly isTaken: (path: string) => boolean;
  /** A secret that nobody has seen. */
  readonly newSecret: () => string;
  /** The id of the copy of the story with this guid; null: it is not here. */
  readonly copyOf: (storyGuid: string) => number | null;
}

/** `copy`: as it stands; null: this is the first time. */
export function settleStory(
  { story, secretHolders, calls }: TravellingStory,
  copy: VersionedStory | null,
  destination: Destination,
): VersionedStory {
  const { document } = story;
  const former = new Map(copy?.document.actions.map((action) => [action.guid, action]));
  const renamed = renewGuids(document, destination.rename);
  const actions = renamed.actions.map((action, index): DocumentAction => {
    const sent = document.actions[index];
    if (sent === undefined) return action;
    const known = former.get(action.guid);
    const options = known === undefined ? firstAddress(sent, action, destination) : formerAddress(known, action);
    if (sent.guid !== null && secretHolders.has(sent.guid)) {
      return { ...action, options: withOwnSecret(options, known, destination) };
    }
    const called = sent.guid === null ? undefined : calls.get(sent.guid);
    const copyId = called === undefined ? null : destination.copyOf(called);
    // Otherwise a story of that name may be here.
    return { ...action, options: copyId === null ? options : calling(options, String(copyId)) };
  });
  const runsToSave = new Map([...story.runsToSave].map(([guid, count]) => [destination.rename(guid), count]));
  const settled: StoryDocument = { ...renamed, actions, recipients: copy?.document.recipients ?? [] };
  return { ...story, document: settled, runsToSave };
}

/** The address from home where it is free: pages have one that people have chosen. */
function firstAddress(sent: DocumentAction, settled: DocumentAction, { isTaken }: Destination): ObjectValue {
  const key = addressOption(sent.type);
  const address = key === null ? null : addressAt(sent.options, key);
  if (key === null || address === null) return settled.options;
  const path = sent.type === WEBHOOK_TYPE ? address : pagePath(address);
  return isTaken(path) ? settled.options : setInPlace(settled.options, new Map([[key, address]]));
}

function formerAddress(former: DocumentAction, settled: DocumentAction): ObjectValue {
  const key = addressOption(settled.type);
  if (key === null || former.type !== settled.type) return settled.options;
  const address = addressAt(former.options, key);
  // Without one it is reached by its guid, which stays.
  if (address === null && addressAt(settled.options, key) === null) return settled.options;
  return setInPlace(settled.options, new Map([[key, address ?? former.guid ?? '']]));
}

function addressAt(options: ObjectValue, key: string): string | null {
  const address = getKey(options, key);
  return typeof address === 'string' && address !== '' ? address : null;
}

function withOwnSecret(options: ObjectValue, former: DocumentAction | undefined, { newSecret }: Destination) {
  const secret = former !== undefined && hasOwnSecret(former) ? getKey(former.options, 'secret') : undefined;
  return withSecret(options, typeof secret === 'string' ? secret : newSecret());
}

/** Public paths that the story would like to have; which of them are taken decides `settleStory`. */
export function wantedPaths({ story }: TravellingStory): readonly string[] {
  return story.document.actions.flatMap((action) => publicPathOf({ ...action, guid: action.guid ?? '' }) ?? []);
}
