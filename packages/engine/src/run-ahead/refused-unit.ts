/** A unit that the database refused to store is ended: what is left is its runs, the reason in a log, and nothing to do. */
import { asId, type DeliveryId } from '@fabula/model';
import type { Product } from './product.ts';
import { Unit } from './unit.ts';

/** Rows in the database that the unit would have gone on with; without those that only the refused product would have made. */
export function rowsLeftBy(unit: Unit, refused: Product): ReadonlySet<DeliveryId> {
  const rows = new Set([...unit.claimedRows(), ...refused.rowsFromBefore(), ...unit.product.rowsFromBefore()]);
  for (const delivery of refused.deliveries.values()) if (delivery.isNew) rows.delete(delivery.id);
  return rows;
}

/** The unit that ends it. Takes one id per run. */
export function endOfRefused(
  refused: Product,
  rows: ReadonlySet<DeliveryId>,
  reason: string,
  newId: () => number,
  now: number,
): Unit {
  const rest = new Unit();
  rest.isEnding = true;
  for (const { run, wasNew } of refused.runs.values()) {
    const kept = rest.addRun(run.record, wasNew, false);
    const first =
      refused.events.find((event) => event.runId === run.record.id) ??
      refused.logs.find((log) => log.runId === run.record.id);
    rest.product.addLog(kept, {
      id: asId(newId()),
      runId: run.record.id,
      storyId: first?.storyId ?? run.record.storyId,
      actionId: first?.actionId ?? run.record.rootActionId,
      inboundEventId: null,
      level: 4,
      message: `The database refused to store this run, so it was ended: ${reason}`,
      createdAt: now,
    });
  }
  for (const id of rows) rest.product.finished.add(id);
  return rest;
}
