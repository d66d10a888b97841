/**
 * What reports are made from. Counted when it happens, because the events and runs that it is about are kept for days only.
 * There are no references to stories and actions: what they have done stays done when they are deleted.
 */
export const reports = `
-- What an action did in an hour: written by the commits of the engine.
create table action_hour (
  action_id bigint not null,
  hour timestamptz not null,
  story_id bigint not null,
  runs bigint not null,
  saved_seconds double precision not null,
  took_ms double precision not null,
  least_ms double precision not null,
  most_ms double precision not null,
  primary key (action_id, hour)
) with (fillfactor = 50);
create index action_hour_hour on action_hour (hour);

-- Tokens of language models.
create table model_hour (
  action_id bigint not null,
  hour timestamptz not null,
  model text not null,
  story_id bigint not null,
  uses bigint not null,
  input_tokens bigint not null,
  output_tokens bigint not null,
  cached_tokens bigint not null,
  primary key (action_id, hour, model)
) with (fillfactor = 50);
create index model_hour_hour on model_hour (hour);

-- Calls that failed for good are listed for owners until one of them clears the list; the ledger itself is never altered.
alter table effect add column is_dismissed boolean not null default false;
create index effect_dead on effect (id) where outcome in ('failed', 'unknown') and not is_dismissed;

-- Whose a live story was that is gone.
create table former_story (
  story_id bigint primary key,
  team_id bigint not null
);

create function fabula_note_former_story() returns trigger language plpgsql as $body$
begin
  insert into former_story (story_id, team_id) select id, team_id from gone where live_id is null on conflict do nothing;
  return null;
end
$body$;
create trigger story_deleted_of_team after delete on story referencing old table as gone
  for each statement execute function fabula_note_former_story();
`;
