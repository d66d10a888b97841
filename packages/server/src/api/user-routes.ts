/** Users of the tenant (reference: api/admin.md, users). */
import {
  asId,
  createUserInput,
  listSigninActivitiesInput,
  listUsersInput,
  signinActivityListShape,
  toTimestamp,
  type UserId,
  updateUserInput,
  userListShape,
  userParams,
  userShape,
} from '@fabula/model';
import {
  countActiveOwners,
  createUser,
  deleteSessionsOf,
  deleteUser,
  type Executor,
  findUser,
  findUserByEmail,
  listAuditEntries,
  listUsers,
  type User,
  updateUser,
} from '@fabula/store';
import { recordAudit } from '../audit/record-audit.ts';
import { invite } from '../sign-in/invite.ts';
import { refuse } from './api-failure.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';
import { metaOf, toPaging } from './page.ts';

const tags = ['Users'];
const base = '/api/v1/admin/users';

export function userRoutes(app: ApiScope, parts: ApiParts): void {
  const { database, publicUrl } = parts;
  const { kysely } = database;

  app.get(
    base,
    {
      config: { permission: 'tenant:manage' },
      schema: { summary: 'List users', tags, body: listUsersInput, response: { 200: userListShape } },
    },
    async (request) => {
      const { body } = request;
      const { items, count } = await listUsers(kysely, body.filter === 'TENANT_OWNER', toPaging(body));
      return { 'admin/users': items.map((user) => toResponse(user)), meta: metaOf(request, publicUrl(), body, count) };
    },
  );

  app.post(
    base,
    {
      config: { permission: 'tenant:manage', audit: 'UsersInvitation' },
      schema: {
        summary: 'Create a user, and send the invitation',
        tags,
        body: createUserInput,
        response: { 201: userShape },
      },
    },
    async (request, reply) => {
      const { body } = request;
      const created = await kysely.transaction().execute(async (transaction) => {
        await requireFreeEmail(transaction, body.email, null);
        const user = await createUser(transaction, {
          email: body.email,
          firstName: body.first_name ?? '',
          lastName: body.last_name ?? '',
          passwordHash: null,
          isAdmin: body.admin ?? false,
          isActive: body.is_active ?? true,
          isInvitationAccepted: false,
          tenantPermissions: body.tenant_permissions ?? [],
        });
        const url = await invite(transaction, parts, user);
        await recordAudit(request, transaction, {
          operation: 'UsersInvitation',
          inputs: { email: body.email, admin: user.isAdmin, tenantPermissions: user.tenantPermissions },
          outputs: { userId: user.id },
        });
        return toResponse(user, url);
      });
      return reply.code(201).send(created);
    },
  );

  app.get(
    `${base}/:user_id`,
    {
      config: { permission: 'tenant:manage' },
      schema: { summary: 'Get a user', tags, params: userParams, response: { 200: userShape } },
    },
    async (request) => toResponse(await someUser(kysely, request.params.user_id)),
  );

  app.route({
    method: ['PUT', 'PATCH'],
    url: `${base}/:user_id`,
    config: { permission: 'tenant:manage', audit: 'UserEdit' },
    schema: { summary: 'Update a user', tags, params: userParams, body: updateUserInput, response: { 200: userShape } },
    handler: async (request) => {
      const { body } = request;
      return kysely.transaction().execute(async (transaction) => {
        const before = await someUser(transaction, request.params.user_id);
        if (body.email !== undefined) await requireFreeEmail(transaction, body.email, before.id);
        if (body.admin === false || body.is_active === false) await requireOtherOwner(transaction, before);
        await updateUser(transaction, before.id, {
          email: body.email,
          firstName: body.first_name,
          lastName: body.last_name,
          isAdmin: body.admin,
          isActive: body.is_active,
          tenantPermissions: body.tenant_permissions,
        });
        if (body.is_active === false) await deleteSessionsOf(transaction, before.id);
        const fields = Object.keys(body).filter((name) => body[name as keyof typeof body] !== undefined);
        await recordAudit(request, transaction, { operation: 'UserEdit', inputs: { userId: before.id, fields } });
        return toResponse(await someUser(transaction, before.id));
      });
    },
  });

  app.delete(
    `${base}/:user_id`,
    {
      config: { permission: 'tenant:manage', audit: 'UserDeletion' },
      schema: { summary: 'Delete a user', tags, params: userParams },
    },
    async (request, reply) => {
      await kysely.transaction().execute(async (transaction) => {
        const user = await someUser(transaction, request.params.user_id);
        await requireOtherOwner(transaction, user);
        await recordAudit(request, transaction, {
          operation: 'UserDeletion',
          inputs: { userId: user.id, email: user.email },
        });
        await deleteUser(transaction, user.id);
      });
      return reply.code(204).send();
    },
  );

  app.post(
    `${base}/:user_id/resend_invitation`,
    {
      config: { permission: 'tenant:manage', audit: 'UserReinvitation' },
      schema: {
        summary: 'Invite a user anew',
        description: 'The former link leads nowhere from then on.',
        tags,
        params: userParams,
        response: { 200: userShape },
      },
    },
    async (request) =>
      kysely.transaction().execute(async (transaction) => {
        const user = await someUser(transaction, request.params.user_id);
        if (user.isInvitationAccepted) {
          return refuse('invalid_parameter', 'This user has accepted the invitation already.', 'user_id');
        }
        const url = await invite(transaction, parts, user);
        await recordAudit(request, transaction, { operation: 'UserReinvitation', inputs: { userId: user.id } });
        return toResponse(user, url);
      }),
  );

  app.post(
    `${base}/:user_id/expire_session`,
    {
      config: { permission: 'tenant:manage', audit: 'UserSessionsExpiry' },
      schema: { summary: 'End the sessions of a user', tags, params: userParams, response: { 200: userShape } },
    },
    async (request) =>
      kysely.transaction().execute(async (transaction) => {
        const user = await someUser(transaction, request.params.user_id);
        await deleteSessionsOf(transaction, user.id);
        await recordAudit(request, transaction, { operation: 'UserSessionsExpiry', inputs: { userId: user.id } });
        return toResponse(user);
      }),
  );

  app.get(
    `${base}/:user_id/signin_activities`,
    {
      config: { permission: 'tenant:manage' },
      schema: {
        summary: 'List sign-ins of a user',
        tags,
        params: userParams,
        body: listSigninActivitiesInput,
        response: { 200: signinActivityListShape },
      },
    },
    async (request) => {
      const { body } = request;
      const user = await someUser(kysely, request.params.user_id);
      const search = {
        before: body.before === undefined ? undefined : new Date(body.before),
        after: body.after === undefined ? undefined : new Date(body.after),
        userIds: [user.id],
        operations: ['Login'],
      };
      const { items, count } = await listAuditEntries(kysely, search, toPaging(body));
      const activities = items.map((entry) => ({
        id: entry.id,
        user_id: user.id,
        ip: entry.requestIp ?? '',
        user_agent: entry.requestUserAgent ?? '',
        created_at: toTimestamp(entry.createdAt.getTime()),
      }));
      return { 'admin/login_activities': activities, meta: metaOf(request, publicUrl(), body, count) };
    },
  );
}

async function someUser(executor: Executor, id: number): Promise<User> {
  return (await findUser(executor, asId<UserId>(id))) ?? refuse('user_not_found');
}

async function requireFreeEmail(executor: Executor, email: string, own: UserId | null): Promise<void> {
  const holder = await findUserByEmail(executor, email);
  if (holder !== null && holder.id !== own) refuse('email_taken', `User ${holder.id} has this address.`, 'email');
}

/** Somebody must be left who can let others in. */
async function requireOtherOwner(executor: Executor, user: User): Promise<void> {
  if (!user.isAdmin || !user.isActive) return;
  if ((await countActiveOwners(executor)) < 2) refuse('last_owner', 'Make somebody else an owner first.', 'user_id');
}

function toResponse(user: User, invitationUrl?: string) {
  return {
    id: user.id,
    scim_uid: null,
    email: user.email,
    admin: user.isAdmin,
    is_active: user.isActive,
    first_name: user.firstName,
    last_name: user.lastName,
    tenant_permissions: [...user.tenantPermissions],
    created_at: toTimestamp(user.createdAt.getTime()),
    updated_at: toTimestamp(user.updatedAt.getTime()),
    last_seen: user.lastSeenAt === null ? null : toTimestamp(user.lastSeenAt.getTime()),
    ...(invitationUrl === undefined ? {} : { invitation_url: invitationUrl }),
  };
}
