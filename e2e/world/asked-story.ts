/** A story of Workbench that asks a person before it runs, and the MCP server that offers it. */
import { readApi } from './api.ts';
import type { Fabula } from './start-fabula.ts';

export interface AskedStory {
  readonly id: number;
  /** Calls it as an MCP client does; gives the text that the client is answered with. */
  call(input: Readonly<Record<string, unknown>>): Promise<string>;
}

export async function makeAskedStory(fabula: Fabula): Promise<AskedStory> {
  const { teams } = await readApi<{ teams: { id: number }[] }>(fabula, '/api/v1/teams');
  const guid = (digit: string) => digit.repeat(32);
  const { id } = await readApi<{ id: number }>(
    fabula,
    '/api/v1/stories/import',
    JSON.stringify({
      team_id: teams[0]?.id,
      new_name: 'Block an address',
      data: {
        name: 'Block an address',
        agents: [
          { type: 'Agents::WebhookAgent', name: 'Asked', guid: guid('a'), options: { path: 'asked', secret: 'x' } },
          {
            type: 'Agents::EventTransformationAgent',
            name: 'Blocked',
            guid: guid('b'),
            options: { mode: 'message_only', payload: 'Blocked <<asked.body.address>>' },
          },
          {
            type: 'Agents::WebhookAgent',
            name: 'Tools',
            guid: guid('c'),
            options: { path: 'tools', mode: 'mcp', secret: '' },
          },
        ],
        links: [{ source: 0, receiver: 1 }],
        ...{ send_to_story_enabled: true, entry_agent_guid: guid('a'), exit_agent_guids: [guid('b')] },
      },
    }),
  );
  const changed = await fetch(`${fabula.url}/api/v1/stories/${id}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${fabula.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ send_to_story_access_source: 'WORKBENCH' }),
  });
  if (!changed.ok) throw new Error(await changed.text());
  return {
    id,
    async call(input) {
      const answer = await fetch(`${fabula.url}/mcp/tools`, {
        method: 'POST',
        headers: { accept: 'application/json, text/event-stream', 'content-type': 'application/json' },
        body: JSON.stringify({
          ...{ jsonrpc: '2.0', id: 1, method: 'tools/call' },
          params: { name: 'block_an_address', arguments: input },
        }),
      });
      const { result } = (await answer.json()) as { result: { content: { text: string }[] } };
      return result.content[0]?.text ?? '';
    },
  };
}

export interface AskedCall {
  readonly id: number;
  readonly status: string;
}

/** All calls that were asked about, newest first. */
export async function listAskedCalls(fabula: Fabula): Promise<readonly AskedCall[]> {
  const path = '/api/v1/tool_confirmations';
  return (await readApi<{ tool_confirmations: AskedCall[] }>(fabula, path)).tool_confirmations;
}
