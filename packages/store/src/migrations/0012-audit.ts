/**
 * Who changed what. Names are kept beside the user's id, because people are removed and their changes are not. There are no
 * references to stories or users for the same reason.
 */
export const audit = `
create table audit_entry (
  id bigint generated always as identity primary key,
  created_at timestamptz not null default now(),
  operation text not null,
  user_id bigint not null,
  user_email text not null,
  user_name text not null,
  story_id bigint,
  inputs json not null,
  outputs json not null,
  request_ip text,
  request_user_agent text
);
create index audit_entry_created_at on audit_entry (created_at);
create index audit_entry_operation on audit_entry (operation, id);
create index audit_entry_user on audit_entry (user_id, id);
`;
