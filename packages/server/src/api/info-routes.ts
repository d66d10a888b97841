/** What the installation says about itself (reference: api/info.md). */
import { infoShape } from '@fabula/model';
import type { ApiScope } from './api-scope.ts';

export function infoRoutes(app: ApiScope): void {
  app.get(
    '/api/v1/info',
    {
      config: { permission: 'signed_in' },
      schema: { summary: 'Information about this installation', tags: ['Info'], response: { 200: infoShape } },
    },
    async () => ({
      // The addresses from which calls leave are those of the machine, which only its operator knows.
      stack: { name: 'fabula', type: 'dedicated' as const, region: 'self-hosted', egress_ips: [] },
    }),
  );
}
