/**
 * Resources get what credentials have: who may read them, whose they are, and a second value for drafts. Tags belong to teams;
 * those that were made before belong to the teams whose stories have them.
 */
export const resourcesAndTags = `
alter table resource
  add column user_id bigint references app_user (id) on delete set null,
  add column description text not null default '',
  add column read_access text not null default 'TEAM' check (read_access in ('TEAM', 'GLOBAL', 'SPECIFIC_TEAMS')),
  add column shared_team_slugs text[] not null default '{}',
  add column is_test_enabled boolean not null default false,
  add column test_value json,
  add column test_created_at timestamptz,
  add column test_updated_at timestamptz;

alter table tag
  add column color text not null default '#8899AA',
  add column created_at timestamptz not null default now(),
  add column updated_at timestamptz not null default now();

create table tag_team (
  tag_id bigint not null references tag (id) on delete cascade,
  team_id bigint not null references team (id) on delete cascade,
  primary key (tag_id, team_id)
);
insert into tag_team (tag_id, team_id)
select distinct story_tag.tag_id, story.team_id from story_tag join story on story.id = story_tag.story_id;
`;
