/** Events that go with actions when these are deleted. */
export interface HeldEvents {
  readonly actions: number;
  readonly events: number;
}

/** `countOf`: how many events an action holds; undefined: none that anybody knows of. */
export function heldEvents(
  actions: readonly { readonly guid: string; readonly id: number }[],
  deleted: readonly string[],
  countOf: (actionId: number) => number | undefined,
): HeldEvents {
  const guids = new Set(deleted);
  const counts = actions.filter(({ guid }) => guids.has(guid)).map(({ id }) => countOf(id) ?? 0);
  const held = counts.filter((count) => count > 0);
  return { actions: held.length, events: held.reduce((sum, count) => sum + count, 0) };
}
