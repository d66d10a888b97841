/** Roles of the installation's own; a member has one of these or one of the three that are always there. */
export const customRoles = `
create table custom_role (
  id bigint generated always as identity primary key,
  name text not null,
  description text not null default '',
  permissions text[] not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index custom_role_name on custom_role (lower(name));

alter table team_member add column custom_role_id bigint references custom_role (id);
alter table team_member alter column role drop not null;
alter table team_member add check ((role is null) <> (custom_role_id is null));
create index member_of_custom_role on team_member (custom_role_id) where custom_role_id is not null;
`;
