/** The documented API, used as any program would use it. */
import { readFileSync } from 'node:fs';
import type { Fabula } from './start-fabula.ts';

/** Brings a story in; gives its id. Without a name it is called as the file says. */
export async function importStory(fabula: Fabula, path: string, name?: string): Promise<number> {
  const data = readFileSync(path, 'utf8');
  const { teams } = await readApi<{ teams: { id: number }[] }>(fabula, '/api/v1/teams');
  const newName = JSON.stringify(name ?? JSON.parse(data).name);
  const body = `{"new_name":${newName},"team_id":${teams[0]?.id},"data":${data}}`;
  return (await readApi<{ id: number }>(fabula, '/api/v1/stories/import', body)).id;
}

/** Makes a story without actions; gives its id. */
export async function newStory(fabula: Fabula, name: string): Promise<number> {
  const { teams } = await readApi<{ teams: { id: number }[] }>(fabula, '/api/v1/teams');
  const body = JSON.stringify({ team_id: teams[0]?.id, name });
  return (await readApi<{ id: number }>(fabula, '/api/v1/stories', body)).id;
}

/** With a body it posts. */
export function readApi<T>(fabula: Fabula, path: string, body?: string): Promise<T> {
  return send(fabula, body === undefined ? 'GET' : 'POST', path, body);
}

export function askApi<T>(fabula: Fabula, method: 'POST' | 'PUT' | 'DELETE', path: string, body: object): Promise<T> {
  return send(fabula, method, path, JSON.stringify(body));
}

async function send<T>(fabula: Fabula, method: string, path: string, body: string | undefined): Promise<T> {
  const response = await fetch(fabula.url + path, {
    method,
    headers: { authorization: `Bearer ${fabula.apiKey}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
  return JSON.parse(text);
}

/** What the server has of a story, as "name → kind of link and name of receiver". */
export async function graphOf(fabula: Fabula, storyId: number): Promise<string[]> {
  type Action = { id: number; name: string; links_to_receivers: { receiver_id: number; type: string }[] };
  const { agents } = await readApi<{ agents: Action[] }>(fabula, `/api/v1/actions?story_id=${storyId}`);
  const names = new Map(agents.map(({ id, name }) => [id, name]));
  return agents.map(({ name, links_to_receivers: links }) =>
    [name, ...links.map(({ receiver_id: id, type }) => `${type} ${names.get(id)}`)].join(' → '),
  );
}
