/**
 * What retention needs. The sweep takes runs that have ended as a whole, oldest first, per story and root action
 * (`run_fresh`); a run that goes on beyond its story's period has a time at which it is looked at by itself (`look_at`).
 *
 * A deleted event is marked: it is found no more from then on. Its row goes when nothing that is still shown or pending
 * needs it. Whoever marks sets the run's `look_at` to -infinity.
 */
export const retention = `
alter table run
  -- one of the newest runs that its root action saves beyond the period
  add column is_kept boolean not null default false,
  -- null: it goes as a whole when its time has come; infinity: kept
  add column look_at timestamptz;
-- Runs of versions before the column have no root.
create index run_fresh on run (story_id, coalesce(root_action_id, 0), started_at) where look_at is null;
create index run_apart on run (story_id, coalesce(root_action_id, 0), started_at) where look_at is not null;
create index run_look on run (look_at) where look_at is not null;
create index run_kept on run (story_id, coalesce(root_action_id, 0)) where is_kept;
create index delivery_run on delivery (run_id);
create index action_saves on action (id) where runs_to_save > 0;

alter table event add column is_deleted boolean not null default false;
-- those of \`ids\` that are deleted
alter table event_group add column deleted_ids bigint[] not null default '{}';

-- What was deleted and may have left rows in tables without foreign keys.
create table story_remains (
  story_id bigint primary key,
  deleted_at timestamptz not null default now()
);
create table action_remains (
  action_id bigint primary key,
  deleted_at timestamptz not null default now(),
  look_at timestamptz not null default '-infinity'
);
create index action_remains_look on action_remains (look_at);

create function fabula_note_story_remains() returns trigger language plpgsql as $body$
begin
  insert into story_remains (story_id) select id from gone on conflict do nothing;
  return null;
end
$body$;
create trigger story_deleted after delete on story referencing old table as gone
  for each statement execute function fabula_note_story_remains();

create function fabula_note_action_remains() returns trigger language plpgsql as $body$
begin
  insert into action_remains (action_id) select id from gone on conflict do nothing;
  return null;
end
$body$;
create trigger action_deleted after delete on action referencing old table as gone
  for each statement execute function fabula_note_action_remains();

insert into story_remains (story_id)
  select distinct story_id from run where not exists (select from story where story.id = run.story_id);
insert into action_remains (action_id)
  select action_id from action_activity a where not exists (select from action where action.id = a.action_id)
  union select distinct action_id from action_memory m where not exists (select from action where action.id = m.action_id);

-- Rows come and go all the time: space is taken up again early and quickly rather than seldom and for long.
alter table event set (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_limit = 2000);
alter table event_group set (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_limit = 2000);
alter table run set (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_limit = 2000);
alter table action_log set (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_limit = 2000);
alter table effect set (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_limit = 2000);
alter table delivery set (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_limit = 2000);
`;
