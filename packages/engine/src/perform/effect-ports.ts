import type { EffectPorts } from '../action-type.ts';
import type { EngineDependencies } from '../dependencies.ts';
import type { AbortSignalLike } from '../ports/outgoing.ts';
import { noServices } from '../ports/services/services.ts';
import type { Job } from '../run-ahead/unit.ts';
import { outgoingFor } from './secret-outgoing.ts';

/** What the effect of this job may use. */
export function effectPorts(
  deps: EngineDependencies,
  { run, delivery, secrets }: Job,
  signal: AbortSignalLike,
): EffectPorts {
  return {
    outgoing: outgoingFor(secrets, deps.outgoing),
    signal,
    now: () => deps.clock.now(),
    random: deps.random,
    idempotencyKey: `${run.record.guid}-${delivery.id}`,
    services: deps.services ?? noServices,
    secrets,
    traceParent: deps.traceParentFor?.(run.record, delivery.id) ?? run.record.traceParent,
  };
}
