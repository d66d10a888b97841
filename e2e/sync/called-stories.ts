/**
 * Ten stories that call each other: the tenth calls the first, each of the others the next. They are real ones: the exports in
 * FABULA_STORY_CORPUS, or the project's examples; a call with its entry and exit is added to each.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Tenant } from './tenant.ts';

const count = 10;
/** The largest are left out: it is the number of stories that matters here. So is what begins by itself and asks others. */
const largestCharacters = 30_000;
const pollingTypes = ['Agents::IMAPAgent', 'Agents::RSSAgent'];
const folder = process.env['FABULA_STORY_CORPUS'] ?? fileURLToPath(new URL('../../examples/stories', import.meta.url));

export interface Story {
  readonly id: number;
  readonly name: string;
}

/** Published: under change control. `path(number)` is where the webhook of each is, counted from 1. */
export async function makeCalledStories(tenant: Tenant, teamId: number): Promise<readonly Story[]> {
  const stories: (Story & { readonly exit: number })[] = [];
  // The last of the row first, so that there is somebody to call.
  for (const [index, data] of documents().entries()) {
    const number = index === count - 1 ? count : count - 1 - index;
    const callee = index === count - 1 ? stories.at(-1)?.id : index === 0 ? undefined : stories[index - 1]?.id;
    const name = `${number} ${data.name}`;
    const { id } = await tenant.do('POST', '/stories/import', { new_name: name, team_id: teamId, mode: 'new', data });
    stories.push({ id, name, exit: await addCall(tenant, id, number, callee) });
  }
  const [last, ...row] = [...stories].reverse();
  return last === undefined ? [] : [...row, last];
}

export const path = (number: number): string => `called-${number}`;

/** Receive → Call → Exit, or Receive → Exit at the end of the row. Gives the exit. */
async function addCall(tenant: Tenant, storyId: number, number: number, callee: number | undefined): Promise<number> {
  const add = async (type: string, name: string, options: object, row: number, sources: readonly number[]) => {
    const position = { x: -900, y: row * 120 };
    const fields = { story_id: storyId, type: `Agents::${type}Agent`, name, options, position, source_ids: sources };
    return (await tenant.do('POST', '/actions', fields)).id as number;
  };
  const receive = await add('Webhook', 'Receive', { path: path(number), secret: 's', verbs: 'post' }, 0, []);
  const said = { id: '<<receive.body.id>>', said: 'first' };
  const caller =
    callee === undefined
      ? receive
      : await add('SendToStory', 'Call', { story: String(callee), payload: { id: '<<receive.body.id>>' } }, 1, [
          receive,
        ]);
  const exit = await add('EventTransformation', 'Exit', { mode: 'message_only', payload: said }, 2, [caller]);
  await tenant.do('PUT', `/stories/${storyId}`, {
    send_to_story_access_source: 'STS',
    entry_action_id: receive,
    exit_action_ids: [exit],
    change_control_enabled: true,
  });
  return exit;
}

interface Document {
  readonly name: string;
  readonly agents: readonly { readonly type: string; readonly schedule?: readonly unknown[] | null }[];
}

function documents(): readonly Document[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  const fitting = files
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .filter((text) => text.length <= largestCharacters)
    .map((text): Document => JSON.parse(text))
    .filter((story) => !story.agents.some(beginsByItself))
    .slice(0, count);
  if (fitting.length < count) throw new Error(`${folder} has fewer than ${count} stories that fit`);
  return fitting;
}

function beginsByItself({ type, schedule }: Document['agents'][number]): boolean {
  return (schedule?.length ?? 0) > 0 || pollingTypes.includes(type);
}

/** Makes a version live in which the Exit says this, and which may have another name. Each step may be done again. */
export async function publish(tenant: Tenant, storyId: number, said: string, name?: string): Promise<void> {
  const draft = (await tenant.do('POST', `/stories/${storyId}/drafts`, { name: said })).id;
  const { agents } = await tenant.do('GET', `/actions?story_id=${storyId}&draft_id=${draft}&per_page=500`);
  const exit = agents.find((action: { name: string }) => action.name === 'Exit');
  const payload = { ...exit.options.payload, said };
  await tenant.do('PUT', `/actions/${exit.id}`, { options: { mode: 'message_only', payload } });
  if (name !== undefined) await tenant.do('PUT', `/stories/${storyId}`, { draft_id: draft, name });
  const { change_request: request } = await tenant.do('POST', `/stories/${storyId}/change_request`, {
    draft_id: draft,
    title: said,
  });
  await tenant.do('POST', `/stories/${storyId}/change_request/promote`, {
    change_request_id: request.id,
    bypass_approval: true,
    delete_draft: true,
  });
}
