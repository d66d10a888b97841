/** A small story as the other side of a sync may send it, made of an export written here. */
import { isObjectValue, parseJson } from '@fabula/formula';
import { readVersionedStory, type VersionedStory } from '../versioned-story.ts';
import type { Destination } from './settle-story.ts';

export interface Agent {
  readonly type: string;
  readonly name: string;
  readonly guid: string;
  readonly options: Readonly<Record<string, unknown>>;
}

export function versioned(agents: readonly Agent[], more: Readonly<Record<string, unknown>> = {}): VersionedStory {
  const document = {
    schema_version: 30,
    standard_lib_version: 92,
    action_runtime_version: 83,
    name: 'Sent',
    guid: guidOf('story'),
    agents: agents.map((agent) => ({ ...agent, type: `Agents::${agent.type}Agent` })),
    links: [],
    ...more,
  };
  const parsed = parseJson(
    JSON.stringify({
      export: document,
      disabled: false,
      priority: false,
      shared_team_slugs: [],
      runs_to_save: Object.fromEntries(agents.map(({ guid }, index) => [guid, index])),
    }),
  );
  if (!parsed.ok || !isObjectValue(parsed.value)) throw new Error('no object');
  const read = readVersionedStory(parsed.value);
  if (!read.ok) throw new Error(read.error.message);
  return read.value;
}

export const guidOf = (name: string): string => Buffer.from(name).toString('hex').padEnd(32, '0').slice(0, 32);

/** Counts the secrets that it gives: `secret 1`, `secret 2` … */
export function aDestination(
  taken: readonly string[] = [],
  copies: Readonly<Record<string, number>> = {},
): Destination {
  let secrets = 0;
  return {
    rename: (former) => [...former.padEnd(32, '0')].reverse().join(''),
    isTaken: (path) => taken.includes(path),
    newSecret: () => `secret ${++secrets}`,
    copyOf: (storyGuid) => copies[storyGuid] ?? null,
  };
}
