/** A team with one person in it, and stories from small files. */
import { parseJson, type Value } from '@fabula/formula';
import { readStoryExport, type Story, type StoryDocument, type TeamId, type UserId } from '@fabula/model';
import type { Database } from '../database/database.ts';
import { importStory, type StoryImport } from '../repositories/import-story.ts';
import { createTeam, setMember } from '../repositories/teams.ts';
import { createUser } from '../repositories/users.ts';

export interface Home {
  readonly teamId: TeamId;
  readonly userId: UserId;
}

export async function makeHome({ kysely }: Database, name = 'Blue'): Promise<Home> {
  const team = await createTeam(kysely, name);
  const user = await createUser(kysely, {
    email: `ada@${name.toLowerCase()}.example.com`,
    firstName: 'Ada',
    lastName: 'Byron',
    passwordHash: null,
    isAdmin: false,
  });
  await setMember(kysely, team.id, user.id, 'EDITOR');
  return { teamId: team.id, userId: user.id };
}

let lastGuid = 0;
export function newGuid(): string {
  lastGuid += 1;
  return lastGuid.toString(16).padStart(32, 'f');
}

export function importInto(
  { kysely }: Database,
  home: Home,
  document: StoryDocument,
  more: Partial<StoryImport> = {},
): Promise<Story> {
  return kysely.transaction().execute(async (transaction) => {
    const at = '2026-03-01T12:00:00Z';
    const request = { document, newName: null, folderId: null, mode: 'new', newGuid, at, ...home, ...more } as const;
    const imported = await importStory(transaction, request);
    if (!imported.ok) throw new Error(`${imported.error.kind}: ${imported.error.name}`);
    return imported.value;
  });
}

export function parse(text: string): Value {
  const parsed = parseJson(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

export function readExport(value: Value): StoryDocument {
  const result = readStoryExport(value);
  if (!result.ok) throw new Error(`${result.error.field}: ${result.error.message}`);
  return result.value;
}

/** Webhook → condition → result, and from the condition's no-match path back to it. Callable by others. */
export function aFile(parts: Record<string, Value> = {}): Value {
  const file = parse(`{
    "schema_version": 30, "standard_lib_version": 92, "action_runtime_version": 83,
    "name": "Triage", "description": null, "guid": "story-guid", "slug": "triage",
    "agents": [
      {"type": "Agents::WebhookAgent", "name": "Receive", "guid": "hook-guid", "options": {"path": "in", "secret": "s"}},
      {"type": "Agents::TriggerAgent", "name": "Decide", "guid": "decide-guid", "options": {"rules": [], "id": 12345678901234567890}},
      {"type": "Agents::EventTransformationAgent", "name": "Result", "guid": "result-guid",
       "options": {"mode": "message_only", "payload": "=INPUT.subject"}, "schedule": [{"cron": "*/5 * * * *", "timezone": "Europe/Dublin"}]}
    ],
    "diagram_notes": [{"content": "# Why", "position": [10.0, 20], "guid": "note-guid"}],
    "links": [{"source": 0, "receiver": 1}, {"source": 1, "receiver": 2}, {"source": 1, "receiver": 1, "link_type": "secondary"}],
    "diagram_layout": "{\\"hook-guid\\":[15,0],\\"decide-guid\\":[15.0,90],\\"result-guid\\":[15,180]}",
    "integrations": [{"action_guid": "result-guid", "action_inputs": [{"name": "Subject", "value": "\\"=decide\\""}]}],
    "send_to_story_enabled": true, "entry_agent_guid": "hook-guid", "exit_agent_guids": ["result-guid"],
    "synchronous_webhooks_enabled": true, "api_entry_action_guids": ["hook-guid"], "api_exit_action_guids": ["result-guid"],
    "keep_events_for": 86400, "pages": [{"agent_guid": "hook-guid"}], "tags": ["soc", "mail"], "recipients": ["ada@example.com"]
  }`);
  // The text above is an object with ordinary keys.
  return { ...(file as Record<string, Value>), ...parts };
}
