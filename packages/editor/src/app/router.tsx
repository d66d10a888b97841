/** The addresses of the editor. What is open – story, action, event, run – is in the address, so that it can be shared. */
import { signInFailures } from '@fabula/model';
import type { QueryClient } from '@tanstack/react-query';
import { createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { z } from 'zod';
import { StoriesPage } from '../home/stories-page.tsx';
import { homeFilterNames } from '../home/story-choice.ts';
import { inspectorTabs } from '../inspector/inspector-tabs.ts';
import { InvitationPage } from './invitation-page.tsx';
import { idParam, textParam } from './search-params.ts';
import { settingsRoute } from './settings-routes.ts';
import { SignInPage } from './sign-in-page.tsx';
import { rootRoute, signedInRoute } from './signed-in-route.tsx';

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: z.object({ next: textParam, failed: z.enum(signInFailures).optional().catch(undefined) }),
  component: SignInPage,
});

const invitationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/invitation',
  component: InvitationPage,
});

const homeRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/stories', search: {} });
  },
});

export const storiesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/stories',
  validateSearch: z.object({
    team: idParam,
    folder: idParam,
    tag: textParam,
    search: textParam,
    filter: z.enum(homeFilterNames).optional().catch(undefined),
  }),
  component: StoriesPage,
});

export const storyRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/stories/$storyId',
  validateSearch: z.object({
    /** A draft; without it the live story. */
    draft: idParam,
    action: idParam,
    tab: z.enum(inspectorTabs).optional().catch(undefined),
    event: idParam,
    /** An option of the action that is to be brought into sight. */
    option: textParam,
    runs: z.boolean().optional().catch(undefined),
    /** What is open on the left instead of the runs. */
    side: z.enum(['changes', 'versions', 'events']).optional().catch(undefined),
    run: textParam,
  }),
  // The canvas is the largest part of the editor; the way in does not wait for it.
  component: lazyRouteComponent(() => import('./story-page.tsx'), 'StoryPage'),
});

const formulaIndexRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/reference/formulas',
  validateSearch: z.object({ q: textParam, category: textParam }),
  // The function library and the code editor are larger than the rest of the editor together.
  component: lazyRouteComponent(() => import('./formula-index-page.tsx'), 'FormulaIndexPage'),
});

const formulaFunctionRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/reference/formulas/$name',
  component: lazyRouteComponent(() => import('./formula-function-page.tsx'), 'FormulaFunctionPage'),
});

const formulaTryRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/formulas/try',
  component: lazyRouteComponent(() => import('./formula-try-page.tsx'), 'FormulaTryPage'),
});

export function createEditorRouter(client: QueryClient) {
  return createRouter({
    routeTree: rootRoute.addChildren([
      signInRoute,
      invitationRoute,
      signedInRoute.addChildren([
        homeRoute,
        storiesRoute,
        storyRoute,
        formulaIndexRoute,
        formulaFunctionRoute,
        formulaTryRoute,
        settingsRoute,
      ]),
    ]),
    context: { client },
    defaultPreload: 'intent',
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createEditorRouter>;
  }
}
