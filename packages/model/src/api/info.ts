/** What the installation says about itself (reference: api/info.md). */
import { z } from 'zod';

export const infoShape = z.object({
  stack: z.object({
    name: z.string(),
    type: z.enum(['shared', 'dedicated']),
    region: z.string(),
    egress_ips: z.array(z.string()),
  }),
});
