/**
 * People can be switched off, hold permissions of the tenant, and are invited by a link that is used once. Keys that act for no
 * person act as service accounts, which are users that nobody signs in as.
 */
export const people = `
alter table app_user
  add column is_active boolean not null default true,
  add column is_service boolean not null default false,
  add column tenant_permissions text[] not null default '{}',
  add column updated_at timestamptz not null default now();

create table invitation (
  token_hash text primary key,
  user_id bigint not null unique references app_user (id) on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
`;
