/** What may stand in the search part of an address. One that makes no sense is left out, never an error page. */
import { z } from 'zod';

export const idParam = z.coerce.number().int().positive().optional().catch(undefined);
export const textParam = z.coerce.string().optional().catch(undefined);
