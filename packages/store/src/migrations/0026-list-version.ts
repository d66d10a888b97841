/**
 * A number that is another one after every change of which stories a list holds: one was made, removed, renamed or moved, or
 * what the filters tell apart has changed. Whoever has counted a list need not count again while the number is the same.
 */
const listed = `live_id, name, team_id, folder_id, is_disabled, is_locked, is_priority, is_change_controlled,
  is_webhook_api_enabled, access_source`;
const columns = (row: string): string => listed.replace(/\w+/g, (column) => `${row}.${column}`);

export const listVersion = `
-- To be added up, as \`story_count\` is. A commit comes before or after another one for all who look, so no sum comes twice.
create table story_list_change (
  changes bigint not null
);

-- One row again. Rows that another transaction is putting together stay as they are.
create function fabula_fold_list_changes() returns void language sql as $body$
  with taken as (
    delete from story_list_change where ctid = any(array(select ctid from story_list_change for update skip locked))
    returning changes
  )
  insert into story_list_change (changes) select sum(changes) from taken having count(*) > 0
$body$;

create function fabula_note_list_change() returns trigger language plpgsql as $body$
begin
  if tg_op = 'UPDATE' then
    if not exists (
      select from now_so join was_so using (id)
      where (${columns('now_so')}) is distinct from (${columns('was_so')})
    ) then
      return null;
    end if;
  end if;
  insert into story_list_change (changes) values (1);
  -- a statement in fifty, so that there are never many rows
  if random() < 0.02 then
    perform fabula_fold_list_changes();
  end if;
  return null;
end
$body$;
create trigger list_grown after insert on story for each statement execute function fabula_note_list_change();
create trigger list_changed after update on story referencing new table as now_so old table as was_so
  for each statement execute function fabula_note_list_change();
create trigger list_shrunk after delete on story for each statement execute function fabula_note_list_change();
`;
