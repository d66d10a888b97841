/** Stories that are large enough to feel it: rows of actions, each linked to the next. */

import { askApi, readApi } from '../../e2e/world/api.ts';
import type { Fabula } from '../../e2e/world/start-fabula.ts';

const perRow = 20;
const kinds = [
  { type: 'Agents::EventTransformationAgent', name: 'Shape', options: { mode: 'message_only', payload: { n: 1 } } },
  {
    type: 'Agents::TriggerAgent',
    name: 'Check',
    options: { rules: [{ type: 'field==value', path: 'a', value: 'b' }] },
  },
  { type: 'Agents::HTTPRequestAgent', name: 'Ask', options: { url: 'http://127.0.0.1/', method: 'get' } },
] as const;

export async function largeStory(fabula: Fabula, actions: number): Promise<number> {
  const agents = Array.from({ length: actions }, (_, index) => {
    const { type, name, options } = kinds[index % kinds.length] ?? kinds[0];
    return { guid: guidOf(index), type, name: `${name} ${index + 1}`, options };
  });
  const links = agents.slice(1).map((_, index) => ({ source: index, receiver: index + 1 }));
  const diagram_layout = JSON.stringify(
    Object.fromEntries(
      agents.map((_, index) => [guidOf(index), [(index % perRow) * 330, Math.floor(index / perRow) * 150]]),
    ),
  );
  return importData(fabula, { name: `${actions} actions`, agents, links, diagram_layout });
}

function guidOf(index: number): string {
  return index.toString(16).padStart(32, '0');
}

/** As many as one list may be taken apart into, with the event of the call itself. */
const perCall = 500;

/** With so many events, a multiple of 500. */
export async function storyWithEvents(fabula: Fabula, events: number): Promise<number> {
  const path = 'many';
  const data = {
    name: `${events} events`,
    agents: [
      { type: 'Agents::WebhookAgent', name: 'Hook', options: { path, verbs: 'post' } },
      {
        type: 'Agents::EventTransformationAgent',
        name: 'Each',
        options: { mode: 'explode', path: '=hook.body.list', to: 'item' },
      },
    ],
    links: [{ source: 0, receiver: 1 }],
  };
  const story = await importData(fabula, data);
  const body = JSON.stringify({ list: Array.from({ length: perCall - 1 }, (_, index) => ({ number: index })) });
  for (let made = 0; made < events; made += perCall) {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${fabula.url}/webhook/${path}`, { method: 'POST', headers, body });
    if (!answer.ok) throw new Error(`the webhook answered ${answer.status}`);
  }
  for (const giveUpAt = Date.now() + 60_000; ; ) {
    const { meta } = await readApi<{ meta: { count: number } }>(fabula, `/api/v1/events?story_id=${story}&per_page=1`);
    if (meta.count >= events) return story;
    if (Date.now() > giveUpAt) throw new Error(`after a minute there are ${meta.count} of ${events} events`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function importData(fabula: Fabula, data: object): Promise<number> {
  const { teams } = await readApi<{ teams: { id: number }[] }>(fabula, '/api/v1/teams');
  const body = { team_id: teams[0]?.id, data, mode: 'new' };
  const { id } = (await askApi(fabula, 'POST', '/api/v1/stories/import', body)) as { id: number };
  return id;
}
