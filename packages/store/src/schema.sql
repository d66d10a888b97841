-- What all migrations together make. Written by the test that compares it: npx vitest run --project store -u

create table action (
  id bigint not null generated always as identity,
  story_id bigint not null,
  position integer not null,
  user_id bigint,
  guid text not null,
  type text not null,
  name text not null,
  slug text not null,
  description text,
  options json not null,
  schedule json,
  is_disabled boolean not null default false,
  x double precision not null,
  y double precision not null,
  width double precision,
  monitors_failures boolean not null default false,
  monitors_all_events boolean not null default false,
  monitors_no_events_for bigint,
  time_saved_value double precision not null default 0,
  time_saved_unit text not null default 'minutes'::text,
  runs_to_save integer,
  carried json not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  group_id bigint,
  mail_name text not null default replace((gen_random_uuid())::text, '-'::text, ''::text),
  FOREIGN KEY (group_id) REFERENCES action(id) ON DELETE CASCADE,
  FOREIGN KEY (story_id) REFERENCES story(id) ON DELETE CASCADE,
  FOREIGN KEY (user_id) REFERENCES app_user(id) ON DELETE SET NULL,
  PRIMARY KEY (id)
);

create table action_activity (
  action_id bigint not null,
  story_id bigint not null,
  events_count bigint not null,
  logs_count bigint not null,
  errors_count bigint not null,
  last_receive_at timestamp with time zone,
  last_event_at timestamp with time zone,
  last_error_log_at timestamp with time zone,
  PRIMARY KEY (action_id)
);

create table action_hour (
  action_id bigint not null,
  hour timestamp with time zone not null,
  story_id bigint not null,
  runs bigint not null,
  saved_seconds double precision not null,
  took_ms double precision not null,
  least_ms double precision not null,
  most_ms double precision not null,
  PRIMARY KEY (action_id, hour)
);

create table action_log (
  id bigint not null,
  run_id bigint not null,
  story_id bigint not null,
  action_id bigint not null,
  inbound_event_id bigint,
  level smallint not null,
  message text not null,
  created_at timestamp with time zone not null,
  PRIMARY KEY (id)
);

create table action_memory (
  action_id bigint not null,
  key text not null,
  rank bigint not null default 0,
  value json not null,
  PRIMARY KEY (action_id, key)
);

create table action_memory_item (
  action_id bigint not null,
  key text not null,
  id bigint not null generated always as identity,
  item json not null,
  PRIMARY KEY (action_id, key, id)
);

create table action_remains (
  action_id bigint not null,
  deleted_at timestamp with time zone not null default now(),
  look_at timestamp with time zone not null default '-infinity'::timestamp with time zone,
  PRIMARY KEY (action_id)
);

create table api_key (
  id bigint not null generated always as identity,
  user_id bigint not null,
  kind text not null,
  team_id bigint,
  name text not null,
  key_hash text not null,
  created_at timestamp with time zone not null default now(),
  last_used_at timestamp with time zone,
  CHECK ((kind = ANY (ARRAY['personal'::text, 'service'::text, 'tenant_owner'::text, 'team'::text]))),
  FOREIGN KEY (team_id) REFERENCES team(id) ON DELETE CASCADE,
  FOREIGN KEY (user_id) REFERENCES app_user(id) ON DELETE CASCADE,
  PRIMARY KEY (id),
  UNIQUE (key_hash)
);

create table app_user (
  id bigint not null generated always as identity,
  email text not null,
  first_name text not null,
  last_name text not null,
  password_hash text,
  is_admin boolean not null default false,
  is_invitation_accepted boolean not null default true,
  created_at timestamp with time zone not null default now(),
  last_seen_at timestamp with time zone,
  is_active boolean not null default true,
  is_service boolean not null default false,
  tenant_permissions text[] not null default '{}'::text[],
  updated_at timestamp with time zone not null default now(),
  PRIMARY KEY (id)
);

create table audit_entry (
  id bigint not null generated always as identity,
  created_at timestamp with time zone not null default now(),
  operation text not null,
  user_id bigint not null,
  user_email text not null,
  user_name text not null,
  story_id bigint,
  inputs json not null,
  outputs json not null,
  request_ip text,
  request_user_agent text,
  PRIMARY KEY (id)
);

create table change_request (
  id bigint not null generated always as identity,
  live_id bigint not null,
  draft_id bigint,
  draft_name text not null,
  title text not null,
  description text not null,
  status text not null,
  requested_by bigint,
  reviewed_by bigint,
  reason text not null default ''::text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  CHECK ((status = ANY (ARRAY['PENDING'::text, 'APPROVED'::text, 'REJECTED'::text, 'CANCELLED'::text, 'PROMOTED'::text]))),
  FOREIGN KEY (draft_id) REFERENCES story(id) ON DELETE SET NULL,
  FOREIGN KEY (live_id) REFERENCES story(id) ON DELETE CASCADE,
  FOREIGN KEY (requested_by) REFERENCES app_user(id) ON DELETE SET NULL,
  FOREIGN KEY (reviewed_by) REFERENCES app_user(id) ON DELETE SET NULL,
  PRIMARY KEY (id)
);

create table credential (
  id bigint not null generated by default as identity,
  team_id bigint not null,
  folder_id bigint,
  user_id bigint,
  mode text not null,
  name text not null,
  slug text not null,
  description text not null,
  metadata json not null,
  allowed_hosts text[] not null,
  read_access text not null,
  shared_team_slugs text[] not null,
  expires_at timestamp with time zone,
  is_expiry_notified boolean not null,
  expiry_recipient_ids bigint[] not null,
  is_test_enabled boolean not null default false,
  data_key bytea not null,
  key_id text not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  CHECK ((mode = ANY (ARRAY['TEXT'::text, 'JWT'::text, 'OAUTH'::text, 'AWS'::text, 'MTLS'::text, 'HTTP_REQUEST_AGENT'::text, 'MULTI_REQUEST'::text]))),
  CHECK ((read_access = ANY (ARRAY['TEAM'::text, 'GLOBAL'::text, 'SPECIFIC_TEAMS'::text]))),
  FOREIGN KEY (folder_id) REFERENCES folder(id) ON DELETE SET NULL,
  FOREIGN KEY (team_id) REFERENCES team(id) ON DELETE CASCADE,
  FOREIGN KEY (user_id) REFERENCES app_user(id) ON DELETE SET NULL,
  PRIMARY KEY (id),
  UNIQUE (team_id, slug)
);

create table credential_secret (
  credential_id bigint not null,
  is_test boolean not null,
  revision bigint not null default 1,
  settings json not null,
  sealed json not null,
  token bytea,
  token_expires_at timestamp with time zone,
  token_number bigint not null default 0,
  fetching_until timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  FOREIGN KEY (credential_id) REFERENCES credential(id) ON DELETE CASCADE,
  PRIMARY KEY (credential_id, is_test)
);

create table daily_usage (
  day date not null,
  story_id bigint not null,
  events bigint not null,
  told smallint not null default 0,
  PRIMARY KEY (day, story_id)
);

create table delivery (
  id bigint not null,
  run_id bigint not null,
  story_id bigint not null,
  action_id bigint not null,
  event_id bigint,
  due_at timestamp with time zone,
  attempt integer not null,
  is_priority boolean not null,
  state json not null,
  started_at timestamp with time zone,
  is_outcome_unknown boolean not null default false,
  claimed_by bigint,
  claim_number bigint,
  waits_for bigint,
  is_group_call boolean not null default false,
  is_in_group boolean not null default false,
  PRIMARY KEY (id)
);

create table draft_editor (
  draft_id bigint not null,
  user_id bigint not null,
  FOREIGN KEY (draft_id) REFERENCES story(id) ON DELETE CASCADE,
  FOREIGN KEY (user_id) REFERENCES app_user(id) ON DELETE CASCADE,
  PRIMARY KEY (draft_id, user_id)
);

create table duty (
  name text not null,
  process_id bigint,
  FOREIGN KEY (process_id) REFERENCES process(id) ON DELETE SET NULL,
  PRIMARY KEY (name)
);

create table effect (
  id bigint not null,
  run_id bigint not null,
  story_id bigint not null,
  action_id bigint not null,
  delivery_id bigint not null,
  inbound_event_id bigint,
  attempt integer not null,
  outcome text not null,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone not null,
  PRIMARY KEY (id)
);

create table event (
  id bigint not null,
  run_id bigint not null,
  story_id bigint not null,
  action_id bigint not null,
  parent_id bigint,
  slug text not null,
  path json not null,
  payload json not null,
  is_re_emitted boolean not null,
  created_at timestamp with time zone not null,
  is_deleted boolean not null default false,
  PRIMARY KEY (id)
);

create table event_group (
  first_id bigint not null,
  last_id bigint not null,
  run_id bigint not null,
  story_id bigint not null,
  action_id bigint not null,
  slug text not null,
  created_at timestamp with time zone not null,
  id_offsets integer[] not null,
  ages integer[] not null,
  parent_offsets integer[] not null,
  path_slugs text[] not null,
  path_offsets integer[] not null,
  payloads json not null,
  deleted_ids bigint[] not null default '{}'::bigint[],
  PRIMARY KEY (last_id, first_id)
);

create table folder (
  id bigint not null generated always as identity,
  team_id bigint not null,
  parent_id bigint,
  name text not null,
  content_type text not null,
  created_at timestamp with time zone not null default now(),
  CHECK ((content_type = ANY (ARRAY['STORY'::text, 'CREDENTIAL'::text, 'RESOURCE'::text]))),
  FOREIGN KEY (parent_id) REFERENCES folder(id) ON DELETE CASCADE,
  FOREIGN KEY (team_id) REFERENCES team(id) ON DELETE CASCADE,
  PRIMARY KEY (id)
);

create table former_story (
  story_id bigint not null,
  team_id bigint not null,
  PRIMARY KEY (story_id)
);

create table invitation (
  token_hash text not null,
  user_id bigint not null,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  FOREIGN KEY (user_id) REFERENCES app_user(id) ON DELETE CASCADE,
  PRIMARY KEY (token_hash),
  UNIQUE (user_id)
);

create table link (
  id bigint not null generated always as identity,
  story_id bigint not null,
  position integer not null,
  source_id bigint not null,
  receiver_id bigint not null,
  kind text not null,
  carried json not null,
  CHECK ((kind = ANY (ARRAY['default'::text, 'no_match'::text, 'failure'::text, 'other'::text]))),
  FOREIGN KEY (receiver_id) REFERENCES action(id) ON DELETE CASCADE,
  FOREIGN KEY (source_id) REFERENCES action(id) ON DELETE CASCADE,
  FOREIGN KEY (story_id) REFERENCES story(id) ON DELETE CASCADE,
  PRIMARY KEY (id)
);

create table migration (
  number integer not null,
  name text not null,
  applied_at timestamp with time zone not null default now(),
  compatible_from integer,
  PRIMARY KEY (number)
);

create table model_hour (
  action_id bigint not null,
  hour timestamp with time zone not null,
  model text not null,
  story_id bigint not null,
  uses bigint not null,
  input_tokens bigint not null,
  output_tokens bigint not null,
  cached_tokens bigint not null,
  PRIMARY KEY (action_id, hour, model)
);

create table monitor (
  action_id bigint not null,
  told_errors bigint not null,
  told_events bigint not null,
  errors_wait_until timestamp with time zone,
  events_wait_until timestamp with time zone,
  watched_since timestamp with time zone not null,
  silent_since timestamp with time zone,
  FOREIGN KEY (action_id) REFERENCES action(id) ON DELETE CASCADE,
  PRIMARY KEY (action_id)
);

create table note (
  id bigint not null generated always as identity,
  story_id bigint not null,
  position integer not null,
  guid text not null,
  content text not null,
  x double precision not null,
  y double precision not null,
  width double precision,
  carried json not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  group_id bigint,
  FOREIGN KEY (group_id) REFERENCES action(id) ON DELETE CASCADE,
  FOREIGN KEY (story_id) REFERENCES story(id) ON DELETE CASCADE,
  PRIMARY KEY (id)
);

create table notification (
  id bigint not null generated always as identity,
  story_id bigint,
  action_id bigint,
  recipient text not null,
  subject text not null,
  text text not null,
  body json not null,
  created_at timestamp with time zone not null default now(),
  due_at timestamp with time zone not null default now(),
  attempt_count integer not null default 0,
  PRIMARY KEY (id)
);

create table oauth_sign_in (
  state_hash text not null,
  credential_id bigint not null,
  is_test boolean not null,
  sealed_verifier bytea,
  expires_at timestamp with time zone not null,
  FOREIGN KEY (credential_id) REFERENCES credential(id) ON DELETE CASCADE,
  PRIMARY KEY (state_hash)
);

create table process (
  id bigint not null generated always as identity,
  host text not null,
  pid integer not null,
  started_at timestamp with time zone not null default now(),
  last_commit bigint not null default 0,
  PRIMARY KEY (id)
);

create table resource (
  id bigint not null generated always as identity,
  team_id bigint not null,
  folder_id bigint,
  name text not null,
  slug text not null,
  value json not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  user_id bigint,
  description text not null default ''::text,
  read_access text not null default 'TEAM'::text,
  shared_team_slugs text[] not null default '{}'::text[],
  is_test_enabled boolean not null default false,
  test_value json,
  test_created_at timestamp with time zone,
  test_updated_at timestamp with time zone,
  CHECK ((read_access = ANY (ARRAY['TEAM'::text, 'GLOBAL'::text, 'SPECIFIC_TEAMS'::text]))),
  FOREIGN KEY (folder_id) REFERENCES folder(id) ON DELETE SET NULL,
  FOREIGN KEY (team_id) REFERENCES team(id) ON DELETE CASCADE,
  FOREIGN KEY (user_id) REFERENCES app_user(id) ON DELETE SET NULL,
  PRIMARY KEY (id),
  UNIQUE (team_id, slug)
);

create table run (
  id bigint not null,
  guid uuid not null,
  story_id bigint not null,
  origin text not null,
  caller_id bigint,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone not null,
  event_count integer not null,
  action_run_count integer not null,
  root_action_id bigint,
  trace_parent text,
  answer_to bigint,
  is_kept boolean not null default false,
  look_at timestamp with time zone,
  PRIMARY KEY (id)
);

create table schedule (
  action_id bigint not null,
  story_id bigint not null,
  cron text not null,
  timezone text not null,
  next_at timestamp with time zone,
  PRIMARY KEY (action_id, cron, timezone)
);

create table session (
  token_hash text not null,
  user_id bigint not null,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  FOREIGN KEY (user_id) REFERENCES app_user(id) ON DELETE CASCADE,
  PRIMARY KEY (token_hash)
);

create table setting (
  name text not null,
  value json not null,
  PRIMARY KEY (name)
);

create table story (
  id bigint not null generated always as identity,
  team_id bigint not null,
  folder_id bigint,
  user_id bigint,
  guid text not null,
  name text not null,
  slug text not null,
  description text,
  keep_events_for bigint not null,
  is_disabled boolean not null default false,
  is_priority boolean not null default false,
  is_locked boolean not null default false,
  is_change_controlled boolean not null default false,
  monitors_failures boolean not null default false,
  recipients text[] not null default '{}'::text[],
  is_webhook_api_enabled boolean not null default false,
  api_entry_action_ids bigint[] not null default '{}'::bigint[],
  api_exit_action_ids bigint[] not null default '{}'::bigint[],
  access_source text not null default 'OFF'::text,
  access_scope text,
  shared_team_slugs text[] not null default '{}'::text[],
  needs_skill_confirmation boolean not null default true,
  entry_action_id bigint,
  exit_action_ids bigint[] not null default '{}'::bigint[],
  schema_version integer not null,
  standard_lib_version integer,
  action_runtime_version integer,
  carried json not null,
  revision bigint not null default 1,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  edited_at timestamp with time zone not null default now(),
  live_id bigint,
  draft_name text,
  draft_suffix text,
  base_document json,
  is_review_for_owners boolean not null default false,
  CHECK ((access_scope = ANY (ARRAY['TEAM'::text, 'GLOBAL'::text, 'SPECIFIC_TEAMS'::text]))),
  CHECK ((access_source = ANY (ARRAY['OFF'::text, 'STS'::text, 'WORKBENCH'::text, 'STS_AND_WORKBENCH'::text]))),
  CHECK ((((live_id IS NULL) = (draft_name IS NULL)) AND ((live_id IS NULL) = (draft_suffix IS NULL)))),
  FOREIGN KEY (folder_id) REFERENCES folder(id) ON DELETE SET NULL,
  FOREIGN KEY (live_id) REFERENCES story(id) ON DELETE CASCADE,
  FOREIGN KEY (team_id) REFERENCES team(id) ON DELETE CASCADE,
  FOREIGN KEY (user_id) REFERENCES app_user(id) ON DELETE SET NULL,
  PRIMARY KEY (id)
);

create table story_event_limit (
  story_id bigint not null,
  daily_events bigint not null,
  FOREIGN KEY (story_id) REFERENCES story(id) ON DELETE CASCADE,
  PRIMARY KEY (story_id)
);

create table story_owner (
  story_id bigint not null,
  user_id bigint not null,
  FOREIGN KEY (story_id) REFERENCES story(id) ON DELETE CASCADE,
  FOREIGN KEY (user_id) REFERENCES app_user(id) ON DELETE CASCADE,
  PRIMARY KEY (story_id, user_id)
);

create table story_remains (
  story_id bigint not null,
  deleted_at timestamp with time zone not null default now(),
  PRIMARY KEY (story_id)
);

create table story_tag (
  story_id bigint not null,
  tag_id bigint not null,
  position integer not null,
  FOREIGN KEY (story_id) REFERENCES story(id) ON DELETE CASCADE,
  FOREIGN KEY (tag_id) REFERENCES tag(id) ON DELETE CASCADE,
  PRIMARY KEY (story_id, tag_id)
);

create table story_version (
  id bigint not null generated always as identity,
  story_id bigint not null,
  name text not null,
  description text not null default ''::text,
  user_id bigint,
  is_automatic boolean not null,
  created_at timestamp with time zone not null default now(),
  document json not null,
  FOREIGN KEY (story_id) REFERENCES story(id) ON DELETE CASCADE,
  FOREIGN KEY (user_id) REFERENCES app_user(id) ON DELETE SET NULL,
  PRIMARY KEY (id)
);

create table tag (
  id bigint not null generated always as identity,
  name text not null,
  color text not null default '#8899AA'::text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  PRIMARY KEY (id),
  UNIQUE (name)
);

create table tag_team (
  tag_id bigint not null,
  team_id bigint not null,
  FOREIGN KEY (tag_id) REFERENCES tag(id) ON DELETE CASCADE,
  FOREIGN KEY (team_id) REFERENCES team(id) ON DELETE CASCADE,
  PRIMARY KEY (tag_id, team_id)
);

create table team (
  id bigint not null generated always as identity,
  name text not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  PRIMARY KEY (id)
);

create table team_member (
  team_id bigint not null,
  user_id bigint not null,
  role text not null,
  created_at timestamp with time zone not null default now(),
  CHECK ((role = ANY (ARRAY['VIEWER'::text, 'EDITOR'::text, 'TEAM_ADMIN'::text]))),
  FOREIGN KEY (team_id) REFERENCES team(id) ON DELETE CASCADE,
  FOREIGN KEY (user_id) REFERENCES app_user(id) ON DELETE CASCADE,
  PRIMARY KEY (team_id, user_id)
);

create table webhook_path (
  path text not null,
  action_id bigint not null,
  FOREIGN KEY (action_id) REFERENCES action(id) ON DELETE CASCADE,
  PRIMARY KEY (path),
  UNIQUE (action_id)
);

CREATE INDEX action_activity_story ON public.action_activity USING btree (story_id);
CREATE INDEX action_group ON public.action USING btree (group_id) WHERE (group_id IS NOT NULL);
CREATE UNIQUE INDEX action_guid ON public.action USING btree (guid, story_id);
CREATE INDEX action_hour_hour ON public.action_hour USING btree (hour);
CREATE INDEX action_log_action ON public.action_log USING btree (action_id, id);
CREATE INDEX action_log_run ON public.action_log USING btree (run_id, id);
CREATE UNIQUE INDEX action_mail_name ON public.action USING btree (mail_name);
CREATE INDEX action_memory_rank ON public.action_memory USING btree (action_id, rank);
CREATE INDEX action_monitored ON public.action USING btree (story_id) WHERE (monitors_failures OR monitors_all_events OR (monitors_no_events_for IS NOT NULL));
CREATE INDEX action_of_mail ON public.action USING btree (id) WHERE (type = 'Agents::IMAPAgent'::text);
CREATE INDEX action_remains_look ON public.action_remains USING btree (look_at);
CREATE INDEX action_saves ON public.action USING btree (id) WHERE (runs_to_save > 0);
CREATE INDEX action_story ON public.action USING btree (story_id, "position");
CREATE UNIQUE INDEX app_user_email ON public.app_user USING btree (lower(email));
CREATE INDEX audit_entry_created_at ON public.audit_entry USING btree (created_at);
CREATE INDEX audit_entry_operation ON public.audit_entry USING btree (operation, id);
CREATE INDEX audit_entry_user ON public.audit_entry USING btree (user_id, id);
CREATE INDEX change_request_of_story ON public.change_request USING btree (live_id, id);
CREATE UNIQUE INDEX change_request_open ON public.change_request USING btree (draft_id) WHERE (status = ANY (ARRAY['PENDING'::text, 'APPROVED'::text]));
CREATE INDEX credential_folder ON public.credential USING btree (folder_id);
CREATE INDEX credential_shared ON public.credential USING btree (read_access) WHERE (read_access <> 'TEAM'::text);
CREATE INDEX delivery_action ON public.delivery USING btree (action_id);
CREATE INDEX delivery_claimed ON public.delivery USING btree (claimed_by) WHERE (claimed_by IS NOT NULL);
CREATE INDEX delivery_due ON public.delivery USING btree (due_at) WHERE ((claimed_by IS NULL) AND (due_at IS NOT NULL));
CREATE INDEX delivery_free ON public.delivery USING btree (story_id, due_at, id) WHERE ((claimed_by IS NULL) AND (due_at IS NOT NULL));
CREATE INDEX delivery_group_call ON public.delivery USING btree (id) WHERE is_group_call;
CREATE INDEX delivery_run ON public.delivery USING btree (run_id);
CREATE INDEX effect_run ON public.effect USING btree (run_id, id);
CREATE INDEX effect_unknown ON public.effect USING btree (story_id, id) WHERE (outcome = 'unknown'::text);
CREATE INDEX event_action ON public.event USING btree (action_id, id);
CREATE INDEX event_group_action ON public.event_group USING btree (action_id, last_id);
CREATE INDEX event_group_run ON public.event_group USING btree (run_id, first_id);
CREATE INDEX event_run ON public.event USING btree (run_id, id);
CREATE INDEX folder_team ON public.folder USING btree (team_id);
CREATE INDEX link_receiver ON public.link USING btree (receiver_id);
CREATE INDEX link_source ON public.link USING btree (source_id);
CREATE INDEX link_story ON public.link USING btree (story_id, "position");
CREATE INDEX model_hour_hour ON public.model_hour USING btree (hour);
CREATE INDEX note_story ON public.note USING btree (story_id, "position");
CREATE INDEX notification_due ON public.notification USING btree (due_at, id);
CREATE INDEX oauth_sign_in_credential ON public.oauth_sign_in USING btree (credential_id);
CREATE INDEX run_apart ON public.run USING btree (story_id, COALESCE(root_action_id, (0)::bigint), started_at) WHERE (look_at IS NOT NULL);
CREATE INDEX run_fresh ON public.run USING btree (story_id, COALESCE(root_action_id, (0)::bigint), started_at) WHERE (look_at IS NULL);
CREATE UNIQUE INDEX run_guid ON public.run USING btree (guid);
CREATE INDEX run_kept ON public.run USING btree (story_id, COALESCE(root_action_id, (0)::bigint)) WHERE is_kept;
CREATE INDEX run_look ON public.run USING btree (look_at) WHERE (look_at IS NOT NULL);
CREATE INDEX run_story ON public.run USING btree (story_id, id);
CREATE INDEX schedule_next ON public.schedule USING btree (next_at) WHERE (next_at IS NOT NULL);
CREATE INDEX session_of_user ON public.session USING btree (user_id);
CREATE UNIQUE INDEX story_draft_name ON public.story USING btree (live_id, draft_name) WHERE (live_id IS NOT NULL);
CREATE INDEX story_folder ON public.story USING btree (folder_id);
CREATE UNIQUE INDEX story_guid ON public.story USING btree (guid) WHERE (live_id IS NULL);
CREATE INDEX story_monitored ON public.story USING btree (id) WHERE monitors_failures;
CREATE INDEX story_tag_tag ON public.story_tag USING btree (tag_id);
CREATE INDEX story_team ON public.story USING btree (team_id);
CREATE INDEX story_version_of_story ON public.story_version USING btree (story_id, id);
CREATE INDEX team_member_user ON public.team_member USING btree (user_id);
function fabula_grouped(bigint[]) returns TABLE(id bigint, first_id bigint, last_id bigint, place integer);
function fabula_note_action_remains() returns trigger;
function fabula_note_former_story() returns trigger;
function fabula_note_story_remains() returns trigger;
function fabula_require(boolean,text) returns boolean;
