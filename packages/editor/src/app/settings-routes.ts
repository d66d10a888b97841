/** The addresses of the settings. Every page of them is loaded when it is opened. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { idParam } from './search-params.ts';
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

export const settingsRoute = frameRoute.addChildren([overviewRoute, membersRoute]);
