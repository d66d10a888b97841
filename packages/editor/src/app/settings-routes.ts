/** The addresses of the settings. Every page of them is loaded when it is opened. */
import { jobStates } from '@fabula/model';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { idParam, textParam } from './search-params.ts';
import { signedInRoute } from './signed-in-route.tsx';

const frameRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/settings',
  // The team stays chosen on the way from page to page.
  validateSearch: z.object({ team: idParam }),
  component: lazyRouteComponent(() => import('../settings/settings-frame.tsx'), 'SettingsFrame'),
});

const overviewRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/',
  component: lazyRouteComponent(() => import('../settings/overview-page.tsx'), 'OverviewPage'),
});

const membersRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/members',
  component: lazyRouteComponent(() => import('../settings/members/members-page.tsx'), 'MembersPage'),
});

const credentialsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/credentials',
  component: lazyRouteComponent(() => import('../settings/credentials/credentials-page.tsx'), 'CredentialsPage'),
});

const newCredentialRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/credentials/new',
  component: lazyRouteComponent(() => import('../settings/credentials/new-credential-page.tsx'), 'NewCredentialPage'),
});

const credentialRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/credentials/$credentialId',
  component: lazyRouteComponent(() => import('../settings/credentials/credential-page.tsx'), 'CredentialPage'),
});

const resourcesRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/resources',
  component: lazyRouteComponent(() => import('../settings/resources/resources-page.tsx'), 'ResourcesPage'),
});

const newResourceRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/resources/new',
  component: lazyRouteComponent(() => import('../settings/resources/new-resource-page.tsx'), 'NewResourcePage'),
});

const resourceRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/resources/$resourceId',
  component: lazyRouteComponent(() => import('../settings/resources/resource-page.tsx'), 'ResourcePage'),
});

const usersRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/users',
  component: lazyRouteComponent(() => import('../settings/users/users-page.tsx'), 'UsersPage'),
});

const rolesRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/roles',
  component: lazyRouteComponent(() => import('../settings/roles/roles-page.tsx'), 'RolesPage'),
});

const keysRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/api-keys',
  component: lazyRouteComponent(() => import('../settings/keys/keys-page.tsx'), 'KeysPage'),
});

const auditRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/audit-log',
  // `from` and `to` are days, both included.
  validateSearch: z.object({ operation: textParam, user: idParam, from: textParam, to: textParam }),
  component: lazyRouteComponent(() => import('../settings/audit/audit-page.tsx'), 'AuditPage'),
});

const syncRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/sync',
  component: lazyRouteComponent(() => import('../settings/sync/sync-page.tsx'), 'SyncPage'),
});

const destinationRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/sync/$destinationId',
  component: lazyRouteComponent(() => import('../settings/sync/destination-page.tsx'), 'DestinationPage'),
});

const preferencesRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/preferences',
  component: lazyRouteComponent(() => import('../settings/preferences/preferences-page.tsx'), 'PreferencesPage'),
});

const jobsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/jobs',
  validateSearch: z.object({ state: z.enum(jobStates).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('../settings/jobs/jobs-page.tsx'), 'JobsPage'),
});

const reportsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/reports',
  component: lazyRouteComponent(() => import('../settings/reports/reports-page.tsx'), 'ReportsPage'),
});

export const settingsRoute = frameRoute.addChildren([
  overviewRoute,
  membersRoute,
  credentialsRoute,
  newCredentialRoute,
  credentialRoute,
  resourcesRoute,
  newResourceRoute,
  resourceRoute,
  usersRoute,
  rolesRoute,
  keysRoute,
  auditRoute,
  syncRoute,
  destinationRoute,
  preferencesRoute,
  jobsRoute,
  reportsRoute,
]);
