/** Who looks at a storyboard with you, as the live channel tells it. An addition to the documented API. */
import { z } from 'zod';

/** Made up by each tab; it is nobody else's together with the user. */
const visitInput = z.string().regex(/^[\w-]{8,64}$/, { error: 'must be 8 to 64 letters or digits' });
const coordinate = z.number({ error: 'must be a number' }).min(-1e7).max(1e7);

export const watchStoryInput = z.object({ visit: visitInput.optional() });
/** Where the pointer is, in the pixels of the story; null: it has left the board. */
export const cursorInput = z.object({ visit: visitInput, at: z.object({ x: coordinate, y: coordinate }).nullable() });

/** The others: everybody but the person who is told. */
export const peopleNotice = z.object({
  people: z.array(z.object({ id: z.string(), user_id: z.int(), name: z.string() })),
});
export const cursorNotice = z.object({
  /** Of `people`. */
  id: z.string(),
  at: z.object({ x: z.number(), y: z.number() }).nullable(),
});
