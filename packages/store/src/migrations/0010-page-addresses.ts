/**
 * Pages have an address of their own, beside the paths of webhooks: `pages/` and their identifier, or their guid without one.
 * Those that are there get theirs; of two that want the same one, the older has it. Options are read as text, because the
 * database cannot read every text that JSON can hold.
 */
export const pageAddresses = `
insert into webhook_path (path, action_id)
select distinct on (path) path, id from (
  select id, 'pages/' || coalesce(substring(options::text from '"url_identifier"\\s*:\\s*"([^"\\\\]{1,249})"'), guid) as path
  from action where type = 'Agents::FormAgent'
) page
order by path, id
on conflict do nothing;
`;
