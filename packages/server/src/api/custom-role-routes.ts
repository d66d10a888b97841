/**
 * Roles of the installation's own: an addition to the documented API, which has only their names. Owners of the tenant put them
 * together; whoever gives roles sees them.
 */
import {
  asId,
  type CustomRoleId,
  createCustomRoleInput,
  customRoleParams,
  customRoleShape,
  defaultRole,
  isDefaultRole,
  permissionMeanings,
  roleListShape,
  roles,
  teamPermissions,
  toTimestamp,
  updateCustomRoleInput,
} from '@fabula/model';
import {
  type CustomRole,
  createCustomRole,
  deleteCustomRole,
  type Executor,
  findCustomRole,
  listCustomRoles,
  lockCustomRoles,
  updateCustomRole,
} from '@fabula/store';
import { recordAudit } from '../audit/record-audit.ts';
import { refuse } from './api-failure.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';

const tags = ['Roles'];
const description = 'An addition to the documented API.';
const base = '/api/v1/admin/roles';
/** As many as the products have that sell them. */
const maxCustomRoles = 25;

export function customRoleRoutes(app: ApiScope, { database }: ApiParts): void {
  const { kysely } = database;

  app.get(
    base,
    {
      config: { permission: 'signed_in' },
      schema: {
        summary: 'List roles, and what they can be made of',
        description,
        tags,
        response: { 200: roleListShape },
      },
    },
    async () => ({
      default_roles: roles.map((name) => ({ name, permissions: [...defaultRole(name).permissions] })),
      custom_roles: (await listCustomRoles(kysely)).map(toResponse),
      permissions: teamPermissions.map((name) => ({ name, description: permissionMeanings[name] })),
    }),
  );

  app.get(
    `${base}/:role_id`,
    {
      config: { permission: 'signed_in' },
      schema: {
        summary: 'Get a custom role',
        description,
        tags,
        params: customRoleParams,
        response: { 200: customRoleShape },
      },
    },
    async (request) => toResponse(await roleOf(kysely, request.params.role_id)),
  );

  app.post(
    base,
    {
      config: { permission: 'tenant:manage', audit: 'CustomRoleCreation' },
      schema: {
        summary: 'Create a role',
        description,
        tags,
        body: createCustomRoleInput,
        response: { 201: customRoleShape },
      },
    },
    async (request, reply) => {
      const { name, description: words, permissions } = request.body;
      const role = await kysely.transaction().execute(async (transaction) => {
        await lockCustomRoles(transaction);
        const others = await listCustomRoles(transaction);
        if (others.length >= maxCustomRoles) {
          return refuse('invalid_parameter', `There are ${maxCustomRoles} custom roles already: delete one first.`);
        }
        requireFreeName(others, name);
        const id = await createCustomRole(transaction, { name, description: words, permissions });
        await recordAudit(request, transaction, {
          operation: 'CustomRoleCreation',
          inputs: { name, permissions },
          outputs: { roleId: id },
        });
        return roleOf(transaction, id);
      });
      return reply.code(201).send(toResponse(role));
    },
  );

  app.route({
    method: ['PUT', 'PATCH'],
    url: `${base}/:role_id`,
    config: { permission: 'tenant:manage', audit: 'CustomRoleUpdate' },
    schema: {
      summary: 'Change a role: for everybody who has it, from the next request on',
      description,
      tags,
      params: customRoleParams,
      body: updateCustomRoleInput,
      response: { 200: customRoleShape },
    },
    handler: async (request) => {
      const { name, permissions } = request.body;
      const role = await kysely.transaction().execute(async (transaction) => {
        await lockCustomRoles(transaction);
        const { id } = await roleOf(transaction, request.params.role_id);
        if (name !== undefined) {
          requireFreeName(
            (await listCustomRoles(transaction)).filter((other) => other.id !== id),
            name,
          );
        }
        await updateCustomRole(transaction, id, request.body);
        await recordAudit(request, transaction, {
          operation: 'CustomRoleUpdate',
          inputs: {
            roleId: id,
            ...(name === undefined ? {} : { name }),
            ...(permissions === undefined ? {} : { permissions }),
          },
        });
        return roleOf(transaction, id);
      });
      return toResponse(role);
    },
  });

  app.delete(
    `${base}/:role_id`,
    {
      config: { permission: 'tenant:manage', audit: 'CustomRoleDestruction' },
      schema: { summary: 'Delete a role that nobody has', description, tags, params: customRoleParams },
    },
    async (request, reply) => {
      await kysely.transaction().execute(async (transaction) => {
        await lockCustomRoles(transaction);
        const { id, name, memberCount } = await roleOf(transaction, request.params.role_id);
        if (memberCount > 0) {
          return refuse(
            'role_in_use',
            `${memberCount} members of teams have the role ${name}: give them another one first.`,
          );
        }
        await deleteCustomRole(transaction, id);
        await recordAudit(request, transaction, { operation: 'CustomRoleDestruction', inputs: { roleId: id, name } });
      });
      return reply.code(204).send();
    },
  );
}

async function roleOf(executor: Executor, id: number): Promise<CustomRole> {
  return (
    (await findCustomRole(executor, asId<CustomRoleId>(id))) ?? refuse('role_not_found', `There is no role ${id}.`)
  );
}

function requireFreeName(others: readonly CustomRole[], name: string): void {
  const isTaken = others.some((other) => other.name.toLowerCase() === name.toLowerCase());
  if (isTaken || isDefaultRole(name.toUpperCase())) {
    refuse('invalid_parameter', `name: there is a role ${name} already.`, 'name');
  }
}

function toResponse(role: CustomRole) {
  return {
    id: role.id,
    name: role.name,
    description: role.description,
    permissions: [...role.permissions],
    member_count: role.memberCount,
    created_at: toTimestamp(role.createdAt.getTime()),
    updated_at: toTimestamp(role.updatedAt.getTime()),
  };
}
