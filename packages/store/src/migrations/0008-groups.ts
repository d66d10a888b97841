/**
 * Groups, and deliveries that wait for an answer: of which run (`waits_for`; its own id: somebody outside), how long
 * (`due_at`), and which runs of groups have nothing left to do. An older program would take a delivery whose time is up for one
 * that begins anew.
 */
export const groups = `
alter table delivery add column waits_for bigint;
alter table delivery add column is_group_call boolean not null default false;
alter table delivery add column is_in_group boolean not null default false;
create index delivery_group_call on delivery (id) where is_group_call;

alter table action add column group_id bigint references action on delete cascade;
create index action_group on action (group_id) where group_id is not null;
`;
