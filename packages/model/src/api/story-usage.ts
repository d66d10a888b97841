/** What a story keeps in the database: our own, the documented API has nothing like it. */
import { z } from 'zod';

export const storyUsageShape = z.object({
  events_count: z.int(),
  logs_count: z.int(),
  /** About what they take on disk. */
  bytes: z.int(),
  events_per_day: z.int(),
  bytes_per_day: z.int(),
  /** Seconds. */
  keep_events_for: z.int(),
  /** What it will keep if it goes on like this for that long. */
  forecast_events_count: z.int(),
  forecast_bytes: z.int(),
});
