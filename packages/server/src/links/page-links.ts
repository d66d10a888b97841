/**
 * Addresses of pages: `/pages/<identifier>` where a page begins its story, `/pages/<identifier>/<token>` where it stands
 * in the middle of one. The token says which run and which action, signed; so it can be given away before the run has
 * come to the page, and it says nothing to anybody else.
 */
import { type ActionId, asId, type DefinedAction, pageIdentifierOf, type StoryDefinition } from '@fabula/model';
import type { LinkKey } from './link-key.ts';

const purpose = 'page';
const guidBytes = 16;
const idBytes = 6;

/** Whether the page begins its story: nothing leads to it. */
export function isRootPage(story: StoryDefinition, action: DefinedAction): boolean {
  return story.links.every((link) => link.receiverId !== action.id);
}

/** Without the public address before it. null: no page, or one in the middle of a story, and no run is known. */
export function pagePathOf(
  key: LinkKey,
  story: StoryDefinition,
  action: DefinedAction,
  runGuid: string,
): string | null {
  const identifier = pageIdentifierOf(action);
  if (identifier === null) return null;
  const path = `/pages/${encodeURIComponent(identifier)}`;
  if (isRootPage(story, action)) return path;
  return runGuid === '' ? null : `${path}/${pageToken(key, runGuid, action.id)}`;
}

export function pageToken(key: LinkKey, runGuid: string, actionId: ActionId): string {
  const facts = Buffer.alloc(guidBytes + idBytes);
  facts.write(runGuid.replaceAll('-', ''), 'hex');
  facts.writeUIntBE(actionId, guidBytes, idBytes);
  return Buffer.concat([facts, key.sign(purpose, facts)]).toString('base64url');
}

/** null: not one of ours. */
export function readPageToken(key: LinkKey, token: string): { runGuid: string; actionId: ActionId } | null {
  const bytes = Buffer.from(token, 'base64url');
  const facts = bytes.subarray(0, guidBytes + idBytes);
  if (facts.length < guidBytes + idBytes || !key.isSignedBy(purpose, facts, bytes.subarray(facts.length))) return null;
  const hex = facts.toString('hex', 0, guidBytes);
  return {
    runGuid: hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
    actionId: asId(facts.readUIntBE(guidBytes, idBytes)),
  };
}
