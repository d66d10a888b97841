/**
 * Limits of events a day: what was used, by day and story, and the limits that people set. Limits of the installation
 * are settings (`daily_event_limit`, `daily_event_limit_per_story`).
 */
export const limits = `
create table daily_usage (
  -- UTC
  day date not null,
  -- 0: all stories together
  story_id bigint not null,
  events bigint not null,
  -- the highest mark that people were told of, in percent of the limit: 0, 80 or 100
  told smallint not null default 0,
  primary key (day, story_id)
) with (fillfactor = 50);

create table story_event_limit (
  story_id bigint primary key references story on delete cascade,
  daily_events bigint not null
);
`;
