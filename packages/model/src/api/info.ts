/** What the installation says about itself (reference: api/info.md). */
import { z } from 'zod';

export const infoShape = z.object({
  stack: z.object({
    name: z.string(),
    type: z.enum(['shared', 'dedicated']),
    region: z.string(),
    egress_ips: z.array(z.string()),
  }),
  /** Stories of other tenants are taken as a whole, in forms up to this one. An addition to the documented API. */
  fabula_sync: z.object({ format: z.int() }).optional(),
});

/** `queue_latency`: seconds since the oldest job became due (the unit is unconfirmed). */
export const workerStatsShape = z.object({
  current_workers: z.int(),
  max_workers: z.int(),
  queue_count: z.int(),
  queue_latency: z.int(),
});

/** The fields are unconfirmed. */
export const webStatsShape = z.object({
  version: z.string(),
  uptime_seconds: z.int(),
  memory_bytes: z.int(),
  process_count: z.int(),
  waiting_requests: z.int(),
});
