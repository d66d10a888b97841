/** Story exports that need to say only what matters: actions in a row, each linked to the next. */
import { randomBytes } from 'node:crypto';

export interface ActionSketch {
  readonly name: string;
  readonly type: 'Webhook' | 'EventTransformation' | 'HTTPRequest' | 'SendToStory';
  readonly options: Readonly<Record<string, unknown>>;
  readonly schedule?: readonly { readonly cron: string; readonly timezone: string }[];
}

export interface StorySketch {
  readonly name: string;
  readonly actions: readonly ActionSketch[];
  /** answers: the webhook's caller gets the last action's event; called: other stories may call it. */
  readonly role?: 'answers' | 'called';
}

/** An export as the API imports it. */
export function storyFile({ name, actions, role }: StorySketch): object {
  const agents = actions.map((action) => ({
    type: `Agents::${action.type}Agent`,
    name: action.name,
    guid: randomBytes(16).toString('hex'),
    options: action.options,
    ...(action.schedule === undefined ? {} : { schedule: action.schedule }),
  }));
  const ends = { entry: agents.at(0)?.guid, exit: agents.at(-1)?.guid };
  return {
    schema_version: 30,
    standard_lib_version: 92,
    action_runtime_version: 83,
    name,
    guid: randomBytes(16).toString('hex'),
    keep_events_for: 604_800,
    agents,
    links: agents.slice(1).map((_, index) => ({ source: index, receiver: index + 1 })),
    ...(role === 'answers'
      ? {
          synchronous_webhooks_enabled: true,
          api_entry_action_guids: [ends.entry],
          api_exit_action_guids: [ends.exit],
        }
      : {}),
    ...(role === 'called'
      ? {
          send_to_story_enabled: true,
          send_to_story_access_source: 1,
          send_to_story_access: 'TEAM',
          entry_agent_guid: ends.entry,
          exit_agent_guids: [ends.exit],
        }
      : {}),
  };
}
