/** Sync destinations as the documented API shows them (reference: api/sync-destinations.md), and how far they are. */
import { isArrayValue, isObjectValue } from '@fabula/formula';
import { type SyncDestinationResponse, type syncProgressShape, type syncStatuses, toTimestamp } from '@fabula/model';
import { type Executor, listSubscriptions, type SyncDestination, type SyncSubscription } from '@fabula/store';
import type { z } from 'zod';

export async function describeDestinations(
  executor: Executor,
  destinations: readonly SyncDestination[],
): Promise<SyncDestinationResponse[]> {
  const subscriptions = await listSubscriptions(
    executor,
    destinations.map(({ id }) => id),
  );
  return destinations.map((destination) => ({
    id: destination.id,
    destination_tenant_url: destination.url,
    destination_team_id: destination.targetTeamId,
    manual_sync_only: destination.isManual,
    origin_team_id: destination.teamId,
    subscriptions: subscriptions
      .filter(({ destinationId }) => destinationId === destination.id)
      .map((subscription) => ({
        story: storyOf(subscription),
        status: statusOf(subscription),
        error_message: subscription.error,
      })),
  }));
}

export async function describeDestination(
  executor: Executor,
  destination: SyncDestination,
): Promise<SyncDestinationResponse> {
  const [described] = await describeDestinations(executor, [destination]);
  if (described === undefined) throw new Error(`sync destination ${destination.id} is gone`);
  return described;
}

export async function describeProgress(
  executor: Executor,
  destination: SyncDestination,
): Promise<z.output<typeof syncProgressShape>> {
  const subscriptions = await listSubscriptions(executor, [destination.id]);
  const stories = subscriptions.map((subscription) => ({
    story: storyOf(subscription),
    status: statusOf(subscription),
    pending: isPending(subscription, destination),
    error_message: subscription.error,
    attempts: subscription.attempts,
    next_attempt_at: timeOf(subscription.retryAt),
    synced_at: timeOf(subscription.syncedAt),
    destination_story_id: subscription.copyId,
    missing: needsOf(subscription),
  }));
  const promise = !destination.isRemote || destination.dialect === 'fabula' ? 'full' : 'best_effort';
  return {
    sync_destination_id: destination.id,
    promise: destination.isRemote && destination.dialect === null ? null : promise,
    error_message: destination.error,
    next_attempt_at: timeOf(destination.retryAt),
    pending: stories.filter(({ pending }) => pending).length,
    stories,
  };
}

function statusOf({ error, revision, syncedRevision }: SyncSubscription): (typeof syncStatuses)[number] {
  if (error !== null) return 'failed';
  return syncedRevision !== null && revision === syncedRevision ? 'synced' : 'requires_sync';
}

function isPending(subscription: SyncSubscription, { isManual }: SyncDestination): boolean {
  return subscription.isAsked || (!isManual && statusOf(subscription) !== 'synced');
}

function storyOf({ storyId, storyName }: SyncSubscription) {
  if (storyId === null) throw new Error('a subscription without a story is not listed');
  return { id: storyId, name: storyName };
}

/** As the worker wrote them. */
function needsOf({ missing }: SyncSubscription) {
  if (!isArrayValue(missing)) return null;
  return missing.filter(isObjectValue).map((need) => {
    const { kind, slug } = need as { kind: 'credential' | 'resource' | 'story'; slug: string };
    return { kind, slug };
  });
}

function timeOf(at: Date | null): string | null {
  return at === null ? null : toTimestamp(at.getTime());
}
