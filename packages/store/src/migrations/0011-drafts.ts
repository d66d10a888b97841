/**
 * A draft of a story is a story of its own, with its own actions, runs and addresses, that belongs to a live one. Its actions
 * keep the guids of the live story's: that is how the two are compared and how a draft is promoted. So a guid is unique within
 * one story, and among live stories; the import sees to the rest.
 *
 * `draft_suffix` sets the draft's addresses apart from those of the live story. `base_document` is the live story as it was when
 * the draft was made or last brought up to date with it: the common origin when both have changed.
 */
export const drafts = `
alter table story
  add column live_id bigint references story (id) on delete cascade,
  add column draft_name text,
  add column draft_suffix text,
  add column base_document json,
  add constraint story_is_live_or_draft check (
    (live_id is null) = (draft_name is null) and (live_id is null) = (draft_suffix is null)
  );

alter table story drop constraint story_guid_key;
create unique index story_guid on story (guid) where live_id is null;
create unique index story_draft_name on story (live_id, draft_name) where live_id is not null;

alter table action drop constraint action_guid_key;
alter table note add column group_id bigint references action (id) on delete cascade;

create unique index action_guid on action (guid, story_id);
`;
