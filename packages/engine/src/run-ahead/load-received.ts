/** Brings the events that deliveries received back into memory, each with the outputs on the way to it. */
import { parseJson, type Value } from '@fabula/formula';
import type { DeliveryId, EventId } from '@fabula/model';
import type { Delivery, EngineStore, StoredEvent } from '../ports/store.ts';
import type { LiveEvent } from './unit.ts';
import { type Output, Way } from './way.ts';

export async function loadReceived(
  store: Pick<EngineStore, 'loadEvents'>,
  deliveries: readonly Pick<Delivery, 'id' | 'eventId'>[],
): Promise<ReadonlyMap<DeliveryId, LiveEvent>> {
  if (deliveries.length === 0) return new Map();
  const ids = new Set<EventId>();
  for (const { eventId } of deliveries) if (eventId !== null) ids.add(eventId);
  const received = new Map((await store.loadEvents([...ids])).map((event) => [event.id, event]));
  const others = new Set<EventId>();
  for (const event of received.values()) for (const id of event.path.values()) if (!received.has(id)) others.add(id);
  const all = new Map(received);
  if (others.size > 0) for (const event of await store.loadEvents([...others])) all.set(event.id, event);

  const outputs = new Map<EventId, Output>();
  for (const event of all.values()) {
    try {
      outputs.set(event.id, outputOf(event));
    } catch {
      // Whatever needs it says that it cannot be read; the others of the claim go on.
    }
  }
  const live = new Map<DeliveryId, LiveEvent>();
  for (const delivery of deliveries) {
    const event = delivery.eventId === null ? undefined : received.get(delivery.eventId);
    const own = event === undefined ? undefined : outputs.get(event.id);
    if (event === undefined || own === undefined) continue;
    const slugs: string[] = [];
    const onTheWay: Output[] = [];
    for (const [slug, id] of event.path) {
      const output = outputs.get(id);
      if (output === undefined) continue;
      slugs.push(slug);
      onTheWay.push(output);
    }
    live.set(delivery.id, { ...own, way: new Way(slugs, onTheWay), writtenBy: null });
  }
  return live;
}

/** Own output of an event from the database. */
export function outputOf(event: StoredEvent): Output {
  const parsed = parseJson(event.payloadText, { maxDepth: 2_000, maxKeys: Number.MAX_SAFE_INTEGER });
  // written by stringifyJson, checked by the database: a payload that cannot be read is a bug
  if (!parsed.ok) throw new Error(`payload of event ${event.id} cannot be read: ${parsed.error.message}`);
  const payload: Value = parsed.value;
  return { id: event.id, payload };
}
