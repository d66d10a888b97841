/** What the pictures show: a small security team in the middle of its week. All of it comes through the API. */
import { readFileSync } from 'node:fs';
import { askApi, newStory, readApi } from '../world/api.ts';
import { addColleague } from '../world/colleague.ts';
import type { Outside } from '../world/outside.ts';
import type { Fabula } from '../world/start-fabula.ts';
import { accessReview, reportedMail } from './stories.ts';

export interface Furnished {
  /** Is under change control, has runs, a draft in review, and versions. */
  readonly story: number;
  readonly draft: number;
  /** A story that fails. */
  readonly failing: number;
  readonly resource: number;
  /** A story without actions. */
  readonly empty: number;
}

const examples = [
  'check-an-indicator',
  'calm-a-noisy-source',
  'remind-me',
  'summarise-with-python',
  'look-up-a-domain',
];
const reports = [
  { from: 'billing@paypa1.example', subject: 'Your invoice is overdue', score: 92 },
  { from: 'it-support@examp1e.example', subject: 'Your password ends today', score: 88 },
  { from: 'newsletter@shop.example', subject: 'Twenty per cent off', score: 12 },
  { from: 'hr@example.com', subject: 'Holiday plan', score: 3 },
  { from: 'ceo@exarnple.example', subject: 'Are you at your desk?', score: 97 },
];

export async function furnish(fabula: Fabula, outside: Outside): Promise<Furnished> {
  const post = <T = { id: number }>(path: string, body: object) => askApi<T>(fabula, 'POST', `/api/v1${path}`, body);
  const put = <T = { id: number }>(path: string, body: object) => askApi<T>(fabula, 'PUT', `/api/v1${path}`, body);
  const { teams } = await readApi<{ teams: { id: number }[] }>(fabula, '/api/v1/teams');
  const team_id = teams[0]?.id ?? 0;
  await put(`/teams/${team_id}`, { name: 'Security' });
  for (const name of ['Bob', 'Grace']) await addColleague(fabula, name, name === 'Bob' ? 'TEAM_ADMIN' : 'EDITOR');

  const bring = async (data: object) => (await post('/stories/import', { team_id, data, mode: 'new' })).id;
  const story = await bring(reportedMail(outside.url));
  const failing = await bring(accessReview());
  const others: number[] = [];
  for (const name of examples) {
    others.push(
      await bring(JSON.parse(readFileSync(new URL(`../../examples/stories/${name}.json`, import.meta.url), 'utf8'))),
    );
  }
  const empty = await newStory(fabula, 'Offboarding');
  const folder = async (name: string) => (await post('/folders', { team_id, name, content_type: 'STORY' })).id;
  const [mail, people] = [await folder('Mail'), await folder('People')];
  await put(`/stories/${story}`, { folder_id: mail, add_tag_names: ['phishing', 'on call'], priority: true });
  await put(`/stories/${failing}`, { folder_id: people, add_tag_names: ['compliance'] });
  for (const [index, id] of others.entries()) {
    await put(`/stories/${id}`, {
      add_tag_names: [index % 2 === 0 ? 'enrichment' : 'housekeeping'],
      locked: index === 3,
    });
  }
  await fetch(`${fabula.url}/api/v1/stories/${story}/favorite`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${fabula.apiKey}` },
  });

  const call = (path: string, body: object) =>
    fetch(`${fabula.url}/webhook/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  for (const report of [...reports, ...reports.slice(0, 3)]) await call('mail-reported/shared', report);
  for (const person of ['ada', 'bob', 'grace']) await call('access-review/shared', { person });

  await post(`/stories/${story}/versions`, { name: 'As it was audited' });
  await put(`/stories/${story}`, { change_control_enabled: true });
  const draft = (await post(`/stories/${story}/drafts`, { name: 'Fewer false alarms' })).id;
  const { agents } = await readApi<{ agents: { id: number; name: string; options: object }[] }>(
    fabula,
    `/api/v1/actions?story_id=${story}&draft_id=${draft}`,
  );
  const find = (name: string) => agents.find((action) => action.name === name)?.id;
  await put(`/actions/${find('Is it dangerous?')}`, {
    options: { rules: [{ type: 'field>value', value: '90', path: '<<judge_the_sender.score>>' }] },
  });
  await put(`/actions/${find('Thank the reporter')}`, { name: 'Thank them, and say why' });
  await post(`/stories/${story}/change_request`, {
    draft_id: draft,
    title: 'Block only above 90',
    description: 'Two blocked senders between 80 and 90 were harmless.',
  });

  for (const [name, mode, more] of [
    ['VirusTotal', 'TEXT', { value: 'not-a-real-secret', allowed_hosts: ['www.virustotal.example'] }],
    ['Ticket system', 'TEXT', { value: 'not-a-real-secret-either', allowed_hosts: ['tickets.example.com'] }],
  ] as const) {
    await post('/user_credentials', { team_id, name, mode, ...more });
  }
  await post('/global_resources', { team_id, name: 'Address of the on-call phone', value: '+44 20 7946 0018' });
  const { id: resource } = await post('/global_resources', {
    team_id,
    name: 'Known senders',
    value: [
      { domain: 'example.com', owner: 'We', trusted: true, since: 2012 },
      { domain: 'shop.example', owner: 'Marketing', trusted: true, since: 2021 },
      { domain: 'paypa1.example', owner: 'Unknown', trusted: false, since: 2026 },
      { domain: 'exarnple.example', owner: 'Unknown', trusted: false, since: 2026 },
    ],
  });
  await post('/admin/roles', { name: 'First responder', permissions: ['story:read', 'event:read', 'action:run'] });
  await post('/api_keys', { name: 'Terraform', kind: 'team', team_id, role: 'EDITOR' });
  const published = others.slice(2, 3);
  for (const id of published) await put(`/stories/${id}`, { change_control_enabled: true });
  const target = await post('/teams', { name: 'Subsidiary' });
  await post('/admin/sync_destinations', {
    destination_tenant_url: fabula.url,
    destination_team_id: target.id,
    team_id,
    story_ids: published,
    manual_sync_only: false,
  });
  return { story, draft, failing, resource, empty };
}
