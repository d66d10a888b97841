/** Stories that people want to find quickly: of each person their own. */
export const favorites = `
create table favorite_story (
  user_id bigint not null references app_user (id) on delete cascade,
  story_id bigint not null references story (id) on delete cascade,
  primary key (user_id, story_id)
);
create index favorite_story_of_story on favorite_story (story_id);
`;
