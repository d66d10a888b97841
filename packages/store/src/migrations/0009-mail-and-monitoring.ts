/**
 * Mail that comes in, monitoring, and duties: work of the whole installation that one process does at a time.
 */
export const mailAndMonitoring = `
-- what comes before the @ in the address of a Receive Email action
alter table action add column mail_name text not null default replace(gen_random_uuid()::text, '-', '');
create unique index action_mail_name on action (mail_name);

create table duty (
  name text primary key,
  -- A process that ends, or is buried, has no duties any more.
  process_id bigint references process on delete set null
);

-- What people have been told of a monitored action. Counts are those of action_activity.
create table monitor (
  action_id bigint primary key references action on delete cascade,
  told_errors bigint not null,
  told_events bigint not null,
  -- nothing more is told before
  errors_wait_until timestamptz,
  events_wait_until timestamptz,
  watched_since timestamptz not null,
  -- people know that no events have come since then
  silent_since timestamptz
);

-- What people are still to be told; a row goes when it has been sent.
create table notification (
  id bigint generated always as identity primary key,
  story_id bigint,
  action_id bigint,
  -- an e-mail address or a URL
  recipient text not null,
  subject text not null,
  text text not null,
  -- for URLs
  body json not null,
  created_at timestamptz not null default now(),
  due_at timestamptz not null default now(),
  attempt_count integer not null default 0
);
create index notification_due on notification (due_at, id);
create index action_monitored on action (story_id)
  where monitors_failures or monitors_all_events or monitors_no_events_for is not null;
create index story_monitored on story (id) where monitors_failures;
create index action_of_mail on action (id) where type = 'Agents::IMAPAgent';
`;
