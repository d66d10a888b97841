/** Giving roles: by name, and never more than the giver holds. */
import {
  type CustomRoleId,
  defaultRole,
  type HeldRole,
  isDefaultRole,
  type Role,
  roles,
  type TeamId,
} from '@fabula/model';
import { type Executor, listCustomRoles, lockCustomRoles } from '@fabula/store';
import type { FastifyRequest } from 'fastify';
import { callerOf } from '../sign-in/guard.ts';
import { refuse } from './api-failure.ts';

/** The role of this name, held until the end of the transaction. Ends the request when there is none or the caller may not give it. */
export async function roleToGive(
  request: FastifyRequest,
  executor: Executor,
  teamId: TeamId,
  name: string,
): Promise<Role | CustomRoleId> {
  if (isDefaultRole(name)) {
    requireCovered(request, teamId, defaultRole(name), 'role');
    return name;
  }
  await lockCustomRoles(executor);
  const custom = await listCustomRoles(executor);
  const role = custom.find((each) => each.name === name);
  if (role === undefined) {
    const known = [...roles, ...custom.map((each) => each.name)].join(', ');
    return refuse('invalid_parameter', `role must be one of ${known}.`, 'role');
  }
  requireCovered(request, teamId, { name, permissions: new Set(role.permissions) }, 'role');
  return role.id;
}

/** Whoever looks after members makes nobody stronger than they are themselves, and touches nobody who is stronger. */
export function requireCovered(request: FastifyRequest, teamId: TeamId, role: HeldRole, field: string): void {
  const caller = callerOf(request);
  if (caller.isOwner) return;
  const own = caller.roleByTeam.get(teamId);
  const missing = [...role.permissions].filter((permission) => !own?.permissions.has(permission));
  if (missing.length === 0) return;
  refuse('not_allowed', `The role ${role.name} holds what your own does not: ${missing.join(', ')}.`, field);
}
