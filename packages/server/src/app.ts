/**
 * The HTTP application. Three scopes that share nothing but the listener: the intake of webhooks, which is the hot path
 * and carries no hook of the others; the API with sign-in, live updates and its description; the editor's files.
 */

import { problem } from '@fabula/model';
import cookie from '@fastify/cookie';
import Fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { actionMemoryRoutes } from './api/action-memory-routes.ts';
import { actionRecordRoutes } from './api/action-record-routes.ts';
import { actionRoutes, linkRoutes } from './api/action-routes.ts';
import { actionTypeRoutes } from './api/action-type-routes.ts';
import { answerError, sendProblems } from './api/api-failure.ts';
import { apiKeyRoutes } from './api/api-key-routes.ts';
import type { ApiParts } from './api/api-parts.ts';
import { auditLogRoutes } from './api/audit-log-routes.ts';
import { backtestRoutes } from './api/backtest-routes.ts';
import { boardRoutes } from './api/board-routes.ts';
import { changeRequestRoutes } from './api/change-request-routes.ts';
import { credentialRoutes } from './api/credential-routes.ts';
import { customRoleRoutes } from './api/custom-role-routes.ts';
import { draftRoutes } from './api/draft-routes.ts';
import { eventLimitRoutes } from './api/event-limit-routes.ts';
import { eventRoutes } from './api/event-routes.ts';
import { favoriteRoutes } from './api/favorite-routes.ts';
import { folderRoutes } from './api/folder-routes.ts';
import { formulaRoutes } from './api/formula-routes.ts';
import { groupRunRoutes } from './api/group-run-routes.ts';
import { infoRoutes } from './api/info-routes.ts';
import { jobRoutes } from './api/job-routes.ts';
import { memberRoutes } from './api/member-routes.ts';
import { answerUnknownAddresses } from './api/not-found.ts';
import { noteRoutes } from './api/note-routes.ts';
import { oauthCallbackRoute } from './api/oauth-callback-route.ts';
import { describeApi } from './api/open-api.ts';
import { ownerRoutes } from './api/owner-routes.ts';
import { readAndWriteExactJson } from './api/parameters.ts';
import { pendingActionRoutes } from './api/pending-action-routes.ts';
import { performRoutes, reEmitRoutes } from './api/perform-routes.ts';
import { recipientRoutes } from './api/recipient-routes.ts';
import { reportRoutes } from './api/report-routes.ts';
import { resourceElementRoutes } from './api/resource-element-routes.ts';
import { resourceRoutes } from './api/resource-routes.ts';
import { runRoutes } from './api/run-routes.ts';
import { storyFileRoutes } from './api/story-file-routes.ts';
import { storyRoutes } from './api/story-routes.ts';
import { storyUsageRoutes } from './api/story-usage-routes.ts';
import { syncDestinationRoutes } from './api/sync-destination-routes.ts';
import { detachRoute, synchronizationRoutes } from './api/synced-story-routes.ts';
import { tagRoutes } from './api/tag-routes.ts';
import { teamRoutes } from './api/team-routes.ts';
import { toolConfirmationRoutes } from './api/tool-confirmation-routes.ts';
import { trashRoutes } from './api/trash-routes.ts';
import { userRoutes } from './api/user-routes.ts';
import { versionRoutes } from './api/version-routes.ts';
import { checkAudits, requireAudits } from './audit/audited-routes.ts';
import { type Intake, intakeRoutes } from './intake/intake-routes.ts';
import { type LiveParts, liveRoutes } from './live/live-routes.ts';
import { liveSyncRoutes } from './live/live-sync-routes.ts';
import { type McpParts, mcpRoutes } from './mcp/mcp-routes.ts';
import { type Health, healthRoutes } from './observe/health.ts';
import type { Logger } from './observe/logger.ts';
import { type MetricsRoute, metricsRoutes } from './observe/metrics-routes.ts';
import { type PageParts, pageRoutes } from './pages/page-routes.ts';
import { type PromptParts, promptRoutes } from './prompt/prompt-routes.ts';
import type { OidcSettings } from './settings.ts';
import { authenticate } from './sign-in/authenticate.ts';
import { guard, requirePermissions } from './sign-in/guard.ts';
import { invitationRoutes } from './sign-in/invitation-routes.ts';
import { oidcRoutes } from './sign-in/oidc-routes.ts';
import { profileRoutes } from './sign-in/profile-routes.ts';
import { sessionRoutes } from './sign-in/session-routes.ts';
import { addSecurityHeaders, editorFiles } from './static/editor-files.ts';

export interface AppParts {
  readonly api: ApiParts;
  readonly live: LiveParts;
  readonly intake: Intake;
  readonly pages: PageParts & PromptParts;
  readonly mcp: McpParts;
  readonly readHealth: () => Health;
  readonly metrics: MetricsRoute;
  readonly log: Logger;
  /** Where the built editor lies. */
  readonly editorDirectory: string;
  readonly maxBodyBytes: number;
  readonly trustProxy: readonly string[];
  /** null: people sign in with passwords alone. */
  readonly oidc: OidcSettings | null;
  readonly version: string;
}

/** `routes`: all of them, `GET /healthz` style. */
export async function buildApp(
  parts: AppParts,
): Promise<{ readonly app: FastifyInstance; readonly routes: readonly string[] }> {
  const app: FastifyInstance = Fastify({
    // Fastify would make a logger for each request, which costs more than all else that a webhook needs.
    logger: false,
    bodyLimit: parts.maxBodyBytes,
    // The whole request must have arrived by then; a sender that trickles cannot hold a connection for ever.
    requestTimeout: 300_000,
    trustProxy: parts.trustProxy.length === 0 ? false : [...parts.trustProxy],
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 1_024 },
    frameworkErrors: (_error, _request, reply) => {
      sendProblems(reply, [problem('malformed_request')]);
    },
  });
  // Public clients send JSON bodies with GET as well.
  for (const method of ['GET', 'HEAD']) app.addHttpMethod(method, { hasBody: true, overrideExisting: true });
  app.setErrorHandler((error: FastifyError, request, reply) => answerError(parts.log, error, request, reply));
  requirePermissions(app);
  requireAudits(app);
  const routes = answerUnknownAddresses(app);

  await app.register(async (scope) => intakeRoutes(scope, parts.intake));
  await app.register(async (scope) => pageRoutes(scope, parts.pages));
  await app.register(async (scope) => promptRoutes(scope, parts.pages));
  await app.register(async (scope) => mcpRoutes(scope, parts.mcp));
  await app.register(async (scope) => {
    scope.addHook('onRequest', async (_request, reply) => addSecurityHeaders(reply));
    await apiScope(scope, parts);
    healthRoutes(scope, parts.readHealth, parts.version);
    metricsRoutes(scope, parts.metrics);
    await editorFiles(scope, parts.editorDirectory);
  });
  return { app, routes };
}

async function apiScope(scope: FastifyInstance, parts: AppParts): Promise<void> {
  const { api, live, log, version } = parts;
  const publicOrigin = () => new URL(api.publicUrl()).origin;
  await scope.register(async (inner) => {
    const routes = inner.withTypeProvider<ZodTypeProvider>();
    await inner.register(cookie);
    await describeApi(inner, version);
    readAndWriteExactJson(inner);
    guard(inner, (request) => authenticate(api.database, api.clock, request), publicOrigin);
    checkAudits(inner);
    inner.addHook('onResponse', async (request, reply) => {
      log.debug(
        { method: request.method, path: request.routeOptions.url, status: reply.statusCode, ms: reply.elapsedTime },
        'answered',
      );
    });

    sessionRoutes(routes, { database: api.database, clock: api.clock, publicOrigin, log });
    liveRoutes(routes, live);
    liveSyncRoutes(routes, api);
    infoRoutes(routes, api, version);
    auditLogRoutes(routes, api);
    teamRoutes(routes, api);
    memberRoutes(routes, api);
    userRoutes(routes, api);
    customRoleRoutes(routes, api);
    apiKeyRoutes(routes, api);
    invitationRoutes(routes, api);
    profileRoutes(routes, api);
    oidcRoutes(routes, {
      database: api.database,
      clock: api.clock,
      publicUrl: api.publicUrl,
      publicOrigin,
      oidc: parts.oidc,
      log,
    });
    folderRoutes(routes, api);
    trashRoutes(routes, api);
    storyRoutes(routes, api);
    draftRoutes(routes, api);
    backtestRoutes(routes, api);
    changeRequestRoutes(routes, api);
    versionRoutes(routes, api);
    ownerRoutes(routes, api);
    favoriteRoutes(routes, api);
    recipientRoutes(routes, api);
    storyFileRoutes(routes, api);
    storyUsageRoutes(routes, api);
    for (const base of ['/api/v1/actions', '/api/v1/agents']) {
      actionRoutes(routes, api, base, base !== '/api/v1/actions');
      actionRecordRoutes(routes, api, base, base !== '/api/v1/actions');
      actionMemoryRoutes(routes, api, base, base !== '/api/v1/actions');
      performRoutes(routes, api, base, base !== '/api/v1/actions');
    }
    actionTypeRoutes(routes, api);
    linkRoutes(routes, api);
    eventRoutes(routes, api);
    reEmitRoutes(routes, api);
    eventLimitRoutes(routes, api);
    runRoutes(routes, api);
    groupRunRoutes(routes, api);
    noteRoutes(routes, api);
    boardRoutes(routes, api);
    credentialRoutes(routes, api);
    resourceRoutes(routes, api);
    resourceElementRoutes(routes, api);
    tagRoutes(routes, api);
    reportRoutes(routes, api);
    jobRoutes(routes, api);
    toolConfirmationRoutes(routes, api);
    pendingActionRoutes(routes, api);
    syncDestinationRoutes(routes, api);
    if (api.takesSyncedStories) synchronizationRoutes(routes, api);
    detachRoute(routes, api);
    oauthCallbackRoute(routes, api);
    formulaRoutes(routes, api.clock);
    inner.get('/api/openapi.json', { config: { permission: 'anyone' }, schema: { hide: true } }, async () =>
      inner.swagger(),
    );
  });
}
