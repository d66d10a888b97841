/** What retention needs: where the sweep has been, and what a story keeps. */
export const retention = `
alter table run
  -- one of the newest runs that its root action saves beyond the period
  add column is_kept boolean not null default false;
`;
