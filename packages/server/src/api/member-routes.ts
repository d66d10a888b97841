/** Members of teams (reference: api/teams.md, members). */
import {
  asId,
  type HeldRole,
  inviteMemberInput,
  listMembersInput,
  memberInput,
  memberListShape,
  memberShape,
  removedMemberShape,
  type TeamId,
  teamParams,
  toTimestamp,
  type UserId,
} from '@fabula/model';
import {
  createUser,
  type Executor,
  findTeam,
  findUser,
  findUserByEmail,
  listMembers,
  listTeamMembers,
  removeMember,
  setMember,
  type TeamMember,
  type User,
} from '@fabula/store';
import type { FastifyRequest } from 'fastify';
import { recordAudit } from '../audit/record-audit.ts';
import { callerOf, requireTeam } from '../sign-in/guard.ts';
import { invite } from '../sign-in/invite.ts';
import { refuse } from './api-failure.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';
import { requireCovered, roleToGive } from './given-role.ts';
import { metaOf, toPaging } from './page.ts';

const tags = ['Teams'];
const base = '/api/v1/teams/:team_id';

export function memberRoutes(app: ApiScope, parts: ApiParts): void {
  const { database, publicUrl } = parts;
  const { kysely } = database;

  app.get(
    `${base}/members`,
    {
      config: { permission: 'team:read' },
      schema: {
        summary: 'List members of a team',
        tags,
        params: teamParams,
        body: listMembersInput,
        response: { 200: memberListShape },
      },
    },
    async (request) => {
      const teamId = await visibleTeamOf(request, kysely);
      const { items, count } = await listTeamMembers(kysely, teamId, toPaging(request.body));
      return { members: items.map(toMember), meta: metaOf(request, publicUrl(), request.body, count) };
    },
  );

  app.post(
    `${base}/invite_member`,
    {
      config: { permission: 'member:manage', audit: 'TeamMembersAddition' },
      schema: {
        summary: 'Invite somebody to a team, or give a member another role',
        tags,
        params: teamParams,
        body: inviteMemberInput,
        response: { 200: memberShape },
      },
    },
    async (request) => {
      const { email, user_id, role } = request.body;
      if ((email === undefined) === (user_id === undefined)) {
        return refuse('missing_parameter', 'Exactly one of email and user_id is required.', 'email');
      }
      return kysely.transaction().execute(async (transaction) => {
        const teamId = await visibleTeamOf(request, transaction);
        const { user, isNew } = await whoIsMeant(transaction, email, user_id);
        const given = await roleToGive(request, transaction, teamId, role);
        const former = (await listMembers(transaction, teamId)).find((member) => member.userId === user.id);
        if (former !== undefined) requireCovered(request, teamId, former.role, 'user_id');
        await setMember(transaction, teamId, user.id, given);
        const url = isNew ? await invite(transaction, parts, user) : null;
        await recordAudit(request, transaction, {
          operation: 'TeamMembersAddition',
          inputs: { teamId, userId: user.id, role },
        });
        return withLink(request, toMember({ user, role }), url);
      });
    },
  );

  app.post(
    `${base}/remove_member`,
    {
      config: { permission: 'member:manage', audit: 'TeamMemberRemoval' },
      schema: {
        summary: 'Remove a member from a team',
        tags,
        params: teamParams,
        body: memberInput,
        response: { 200: removedMemberShape },
      },
    },
    async (request) =>
      kysely.transaction().execute(async (transaction) => {
        const teamId = await visibleTeamOf(request, transaction);
        const { user, role } = await memberOf(transaction, teamId, request.body.user_id);
        requireCovered(request, teamId, role, 'user_id');
        if ((await listMembers(transaction, teamId)).length === 1) {
          return refuse('last_member', 'Delete the team, or invite somebody else first.', 'user_id');
        }
        await removeMember(transaction, teamId, user.id);
        await recordAudit(request, transaction, {
          operation: 'TeamMemberRemoval',
          inputs: { teamId, userId: user.id },
        });
        return { deleted_id: user.id };
      }),
  );

  app.post(
    `${base}/resend_invitation`,
    {
      config: { permission: 'member:manage', audit: 'UserReinvitation' },
      schema: {
        summary: 'Invite a member anew',
        description: 'The former link leads nowhere from then on. The answer is unconfirmed.',
        tags,
        params: teamParams,
        body: memberInput,
        response: { 200: memberShape },
      },
    },
    async (request) =>
      kysely.transaction().execute(async (transaction) => {
        const teamId = await visibleTeamOf(request, transaction);
        const member = await memberOf(transaction, teamId, request.body.user_id);
        if (member.user.isInvitationAccepted) {
          return refuse('invalid_parameter', 'This member has accepted the invitation already.', 'user_id');
        }
        const url = await invite(transaction, parts, member.user);
        await recordAudit(request, transaction, {
          operation: 'UserReinvitation',
          inputs: { teamId, userId: member.user.id },
        });
        return withLink(request, toMember({ user: member.user, role: member.role.name }), url);
      }),
  );

  async function whoIsMeant(
    executor: Executor,
    email: string | undefined,
    id: number | undefined,
  ): Promise<{ readonly user: User; readonly isNew: boolean }> {
    if (id !== undefined) {
      const user = await findUser(executor, asId<UserId>(id));
      return { user: user ?? refuse('user_not_found', `There is no user ${id}.`, 'user_id'), isNew: false };
    }
    const address = email ?? '';
    const known = await findUserByEmail(executor, address);
    if (known !== null) return { user: known, isNew: false };
    const names = { firstName: '', lastName: '' };
    const account = { passwordHash: null, isAdmin: false, isInvitationAccepted: false };
    return { user: await createUser(executor, { email: address, ...names, ...account }), isNew: true };
  }
}

async function visibleTeamOf(request: FastifyRequest, executor: Executor): Promise<TeamId> {
  const { team_id } = request.params as { team_id: number };
  const team = await findTeam(executor, asId<TeamId>(team_id));
  if (team === null) return refuse('team_not_found');
  requireTeam(request, team.id, 'team_not_found');
  return team.id;
}

async function memberOf(
  executor: Executor,
  teamId: TeamId,
  id: number,
): Promise<{ readonly user: User; readonly role: HeldRole }> {
  const member = (await listMembers(executor, teamId)).find(({ userId }) => userId === id);
  const user = member === undefined ? null : await findUser(executor, member.userId);
  if (member === undefined || user === null) {
    return refuse('user_not_found', `User ${id} is no member of this team.`, 'user_id');
  }
  return { user, role: member.role };
}

/** Owners may have no mail server to send the link with. Others could use it to become whom they have invited. */
function withLink<T extends object>(request: FastifyRequest, member: T, url: string | null): T {
  return url !== null && callerOf(request).isOwner ? { ...member, invitation_url: url } : member;
}

function toMember({ user, role }: TeamMember) {
  return {
    id: user.id,
    first_name: user.firstName,
    last_name: user.lastName,
    email: user.email,
    is_admin: user.isAdmin,
    created_at: toTimestamp(user.createdAt.getTime()),
    last_seen: user.lastSeenAt === null ? null : toTimestamp(user.lastSeenAt.getTime()),
    invitation_accepted: user.isInvitationAccepted,
    role,
  };
}
