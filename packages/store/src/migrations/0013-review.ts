/**
 * Versions: moments of a story or draft that were kept. Change requests: what was proposed, by whom, and what became of it; they
 * outlive the draft. A draft has one open request at a time. Editors of a draft are kept to say whose work a request is.
 */
export const review = `
create table story_version (
  id bigint generated always as identity primary key,
  story_id bigint not null references story (id) on delete cascade,
  name text not null,
  description text not null default '',
  user_id bigint references app_user (id) on delete set null,
  is_automatic boolean not null,
  created_at timestamptz not null default now(),
  document json not null
);
create index story_version_of_story on story_version (story_id, id);

create table change_request (
  id bigint generated always as identity primary key,
  live_id bigint not null references story (id) on delete cascade,
  draft_id bigint references story (id) on delete set null,
  draft_name text not null,
  title text not null,
  description text not null,
  status text not null check (status in ('PENDING', 'APPROVED', 'REJECTED', 'CANCELLED', 'PROMOTED')),
  requested_by bigint references app_user (id) on delete set null,
  reviewed_by bigint references app_user (id) on delete set null,
  reason text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index change_request_open on change_request (draft_id) where status in ('PENDING', 'APPROVED');
create index change_request_of_story on change_request (live_id, id);

create table draft_editor (
  draft_id bigint not null references story (id) on delete cascade,
  user_id bigint not null references app_user (id) on delete cascade,
  primary key (draft_id, user_id)
);

alter table story add column is_review_for_owners boolean not null default false;
`;
