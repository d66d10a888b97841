/** The documented API and webhooks, as any program would use them. */
export const apiKey = 'a-key-for-many-processes';

export async function importStory(url: string, document: object): Promise<number> {
  const { teams } = await ask<{ teams: { id: number }[] }>(url, '/teams');
  const { id } = await ask<{ id: number }>(url, '/stories/import', {
    new_name: (document as { name?: string }).name,
    data: document,
    team_id: teams[0]?.id,
    mode: 'new',
  });
  return id;
}

export function post(
  url: string,
  slug: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(`${url}/webhook/${slug}/s`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

/** Sends so many webhooks with the ids 0, 1, …, a few at a time; all must be accepted. */
export async function postMany(url: string, slug: string, count: number): Promise<void> {
  let next = 0;
  const callers = Array.from({ length: 16 }, async () => {
    for (let id = next++; id < count; id = next++) {
      const response = await post(url, slug, { id: String(id) });
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`the webhook ${id} was answered with ${response.status}`);
    }
  });
  await Promise.all(callers);
}

async function ask<T>(url: string, path: string, body?: object): Promise<T> {
  const response = await fetch(`${url}/api/v1${path}`, {
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text.slice(0, 500)}`);
  return JSON.parse(text);
}
