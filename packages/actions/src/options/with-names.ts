import type { ActionInput, Names } from '@fabula/engine';

/** The same input, whose options also see these names. What reads alone (customize_output) does not. */
export function withNames(input: ActionInput, added: Names): ActionInput {
  const all = (names: Names | undefined): Names => (names === undefined ? added : { ...added, ...names });
  return {
    has: (key) => input.has(key),
    raw: (key) => input.raw(key),
    option: (key, names) => input.option(key, all(names)),
    read: (value, names, path) => input.read(value, all(names), path),
    readAlone: (value, names, path) => input.readAlone(value, names, path),
    search: (path, search) => input.search(path, search),
    tree: () => input.tree(),
    action: input.action,
    story: input.story,
    deliveryId: input.deliveryId,
    eventId: input.eventId,
    received: input.received,
    resumed: input.resumed,
    attempt: input.attempt,
    now: input.now,
    environment: input.environment,
    secrets: input.secrets,
  };
}
