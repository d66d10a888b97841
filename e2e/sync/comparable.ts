/** An export without what is each installation's own: guids, moments, secrets, who is told of failures, and whether it is a copy. */
interface Export {
  readonly agents: readonly { readonly guid: string }[];
}

const ofItsOwn = new Set([
  'exported_at',
  'secret',
  'team_id',
  'folder_id',
  'recipients',
  'locked',
  'slug',
  'change_control_enabled',
]);

/** `names`: of the stories that it may call by their ids. */
export function comparable(story: Export, names: ReadonlyMap<number, string>): unknown {
  // Two actions are the same when they stand at the same place.
  const places = new Map(story.agents.map(({ guid }, index) => [guid, `action ${index}`]));
  return JSON.parse(JSON.stringify(story), (key, value) => {
    if (ofItsOwn.has(key)) return undefined;
    if (key === 'story') return names.get(Number(value)) ?? value;
    if (typeof value !== 'string') return value;
    return value.replace(/[0-9a-f]{32}/g, (guid) => places.get(guid) ?? (key === 'guid' ? 'its own' : guid));
  });
}
