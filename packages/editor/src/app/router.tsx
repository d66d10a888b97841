/** The addresses of the editor. What is open – story, action, event, run – is in the address, so that it can be shared. */
import { signInFailures } from '@fabula/model';
import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { z } from 'zod';
import { sessionQuery } from '../data/session.ts';
import { inspectorTabs } from '../inspector/inspector-tabs.ts';
import { InvitationPage } from './invitation-page.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { PageFailed } from './page-failed.tsx';
import { Shell } from './shell.tsx';
import { SignInPage } from './sign-in-page.tsx';
import { StoriesPage } from './stories-page.tsx';

const rootRoute = createRootRouteWithContext<{ client: QueryClient }>()({
  component: Outlet,
  notFoundComponent: () => <NotFoundPage />,
  errorComponent: PageFailed,
});

// A search parameter that makes no sense is left out, never an error page.
const id = z.coerce.number().int().positive().optional().catch(undefined);
const text = z.coerce.string().optional().catch(undefined);

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: z.object({ next: text, failed: z.enum(signInFailures).optional().catch(undefined) }),
  component: SignInPage,
});

const invitationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/invitation',
  component: InvitationPage,
});

/** Everything behind this needs someone who is signed in. */
const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'signed-in',
  beforeLoad: async ({ context, location }) => {
    const user = await context.client.ensureQueryData(sessionQuery);
    if (user === null) throw redirect({ to: '/sign-in', search: { next: location.href } });
  },
  component: Shell,
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
  validateSearch: z.object({ team: id, search: text }),
  component: StoriesPage,
});

export const storyRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/stories/$storyId',
  validateSearch: z.object({
    action: id,
    tab: z.enum(inspectorTabs).optional().catch(undefined),
    event: id,
    runs: z.boolean().optional().catch(undefined),
    run: text,
  }),
  // The canvas is the largest part of the editor; the way in does not wait for it.
  component: lazyRouteComponent(() => import('./story-page.tsx'), 'StoryPage'),
});

const formulaIndexRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/reference/formulas',
  validateSearch: z.object({ q: text, category: text }),
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
