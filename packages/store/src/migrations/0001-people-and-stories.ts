/**
 * People and what they build: teams, users, keys, folders, stories.
 *
 * Text that users own as JSON is `json`, never `jsonb`: the order of keys and big integers must come back as they came.
 * `carried` holds what an export said beyond the columns, and where (see the story export format of the model).
 */
export const peopleAndStories = `
create table team (
  id bigint generated always as identity primary key,
  name text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table app_user (
  id bigint generated always as identity primary key,
  email text not null,
  first_name text not null,
  last_name text not null,
  -- null: cannot sign in with a password
  password_hash text,
  is_admin boolean not null default false,
  is_invitation_accepted boolean not null default true,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz
);
create unique index app_user_email on app_user (lower(email));

create table team_member (
  team_id bigint not null references team on delete cascade,
  user_id bigint not null references app_user on delete cascade,
  role text not null check (role in ('VIEWER', 'EDITOR', 'TEAM_ADMIN')),
  created_at timestamptz not null default now(),
  primary key (team_id, user_id)
);
create index team_member_user on team_member (user_id);

create table api_key (
  id bigint generated always as identity primary key,
  user_id bigint not null references app_user on delete cascade,
  kind text not null check (kind in ('personal', 'service', 'tenant_owner', 'team')),
  -- the one team that a key of kind team reaches
  team_id bigint references team on delete cascade,
  name text not null,
  key_hash text not null unique,
  created_at timestamptz not null default now(),
  last_used_at timestamptz
);

create table session (
  token_hash text primary key,
  user_id bigint not null references app_user on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index session_of_user on session (user_id);

create table setting (
  name text primary key,
  value json not null
);

create table folder (
  id bigint generated always as identity primary key,
  team_id bigint not null references team on delete cascade,
  parent_id bigint references folder on delete cascade,
  name text not null,
  content_type text not null check (content_type in ('STORY', 'CREDENTIAL', 'RESOURCE')),
  created_at timestamptz not null default now()
);
create index folder_team on folder (team_id);

create table story (
  id bigint generated always as identity primary key,
  team_id bigint not null references team on delete cascade,
  folder_id bigint references folder on delete set null,
  user_id bigint references app_user on delete set null,
  guid text not null unique,
  name text not null,
  slug text not null,
  description text,
  -- seconds
  keep_events_for bigint not null,
  is_disabled boolean not null default false,
  is_priority boolean not null default false,
  is_locked boolean not null default false,
  is_change_controlled boolean not null default false,
  monitors_failures boolean not null default false,
  recipients text[] not null default '{}',
  is_webhook_api_enabled boolean not null default false,
  api_entry_action_ids bigint[] not null default '{}',
  api_exit_action_ids bigint[] not null default '{}',
  access_source text not null default 'OFF' check (access_source in ('OFF', 'STS', 'WORKBENCH', 'STS_AND_WORKBENCH')),
  access_scope text check (access_scope in ('TEAM', 'GLOBAL', 'SPECIFIC_TEAMS')),
  shared_team_slugs text[] not null default '{}',
  needs_skill_confirmation boolean not null default true,
  entry_action_id bigint,
  exit_action_ids bigint[] not null default '{}',
  schema_version integer not null,
  standard_lib_version integer,
  action_runtime_version integer,
  -- the document's top level; what has rows or columns of its own is a placeholder there
  carried json not null,
  -- rises with every change of the story, its actions or its links
  revision bigint not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  edited_at timestamptz not null default now()
);
create index story_team on story (team_id);
create index story_folder on story (folder_id);

create table story_owner (
  story_id bigint not null references story on delete cascade,
  user_id bigint not null references app_user on delete cascade,
  primary key (story_id, user_id)
);

create table tag (
  id bigint generated always as identity primary key,
  name text not null unique
);

create table story_tag (
  story_id bigint not null references story on delete cascade,
  tag_id bigint not null references tag on delete cascade,
  position integer not null,
  primary key (story_id, tag_id)
);
create index story_tag_tag on story_tag (tag_id);

create table action (
  id bigint generated always as identity primary key,
  story_id bigint not null references story on delete cascade,
  -- links of an export name actions by their place in this order
  position integer not null,
  user_id bigint references app_user on delete set null,
  guid text not null unique,
  type text not null,
  name text not null,
  slug text not null,
  description text,
  options json not null,
  -- null, or a list of {cron, timezone}
  schedule json,
  is_disabled boolean not null default false,
  x double precision not null,
  y double precision not null,
  width double precision,
  monitors_failures boolean not null default false,
  monitors_all_events boolean not null default false,
  -- seconds without an event after which to tell
  monitors_no_events_for bigint,
  time_saved_value double precision not null default 0,
  time_saved_unit text not null default 'minutes',
  runs_to_save integer,
  carried json not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index action_story on action (story_id, position);

create table link (
  id bigint generated always as identity primary key,
  story_id bigint not null references story on delete cascade,
  position integer not null,
  source_id bigint not null references action on delete cascade,
  receiver_id bigint not null references action on delete cascade,
  -- other: a kind that an export named and this program does not know; it carries no events
  kind text not null check (kind in ('default', 'no_match', 'failure', 'other')),
  carried json not null
);
create index link_story on link (story_id, position);
create index link_source on link (source_id);
create index link_receiver on link (receiver_id);

-- Each path belongs to one action of the whole tenant.
create table webhook_path (
  path text primary key,
  action_id bigint not null unique references action on delete cascade
);

create table note (
  id bigint generated always as identity primary key,
  story_id bigint not null references story on delete cascade,
  position integer not null,
  guid text not null,
  content text not null,
  x double precision not null,
  y double precision not null,
  width double precision,
  carried json not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index note_story on note (story_id, position);

create table resource (
  id bigint generated always as identity primary key,
  team_id bigint not null references team on delete cascade,
  folder_id bigint references folder on delete set null,
  name text not null,
  slug text not null,
  value json not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (team_id, slug)
);
`;
