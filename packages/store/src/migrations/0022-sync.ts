/**
 * Where stories are published to, and where copies came from. A subscription outlives its story and its destination's wish: the copy
 * on the other side is told first. `revision` is a revision of the source story.
 */
export const sync = `
create table sync_destination (
  id bigint generated always as identity primary key,
  team_id bigint not null references team (id) on delete cascade,
  is_remote boolean not null,
  url text not null,
  target_team_id bigint not null,
  is_manual boolean not null,
  -- in whose name a copy in this tenant is written
  user_id bigint references app_user (id) on delete set null,
  data_key bytea,
  key_id text,
  sealed_key bytea,
  dialect text check (dialect in ('fabula', 'documented')),
  ending text check (ending in ('detach', 'delete')),
  error text,
  attempts integer not null default 0,
  retry_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (is_remote = (sealed_key is not null))
);
create unique index sync_destination_once on sync_destination (team_id, url, target_team_id) where ending is null;

create table sync_subscription (
  id bigint generated always as identity primary key,
  destination_id bigint not null references sync_destination (id) on delete cascade,
  story_id bigint references story (id) on delete set null,
  story_guid text not null,
  story_name text not null,
  position integer not null,
  goal text not null check (goal in ('keep', 'detach', 'delete')),
  is_asked boolean not null default false,
  synced_revision bigint,
  checked_revision bigint,
  synced_digest text,
  synced_at timestamptz,
  copy_id bigint,
  claimed_name text,
  missing json,
  error text,
  attempts integer not null default 0,
  retry_at timestamptz,
  unique (destination_id, story_guid)
);
create index sync_subscription_of_story on sync_subscription (story_id);

create table synced_story (
  story_id bigint primary key references story (id) on delete cascade,
  source_tenant text not null,
  source_guid text not null,
  source_url text not null,
  team_id bigint not null references team (id) on delete cascade,
  seed text not null,
  digest text not null,
  revision bigint not null,
  was_disabled boolean not null,
  -- of actions that call a story by its id at home: their guid here, and the guid of that story there
  calls json not null,
  synced_at timestamptz not null default now(),
  unique (source_tenant, source_guid, team_id)
);
create index synced_story_of_team on synced_story (team_id);
`;
