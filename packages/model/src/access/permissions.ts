/**
 * Who may do what. A person has one role in each team they belong to: one of three that are always there, or one that owners of the
 * tenant have put together. Owners may do everything in every team. Whoever has no role in a team does not learn that anything of
 * it exists.
 */
export const roles = ['VIEWER', 'EDITOR', 'TEAM_ADMIN'] as const;
export type Role = (typeof roles)[number];

const everyone: readonly Role[] = ['VIEWER', 'EDITOR', 'TEAM_ADMIN'];
const builders: readonly Role[] = ['EDITOR', 'TEAM_ADMIN'];
const admins: readonly Role[] = ['TEAM_ADMIN'];

/** The roles that hold each permission of a team (product.md section 2). */
export const rolesByPermission = {
  'team:read': everyone,
  /** Who belongs to the team, in which role, and the team's keys. */
  'member:manage': admins,
  'folder:write': builders,
  'tag:write': builders,
  'story:read': everyone,
  'story:write': builders,
  'story:delete': admins,
  /** To another team; in that one `story:write` is needed. */
  'story:move': admins,
  /** Approve or reject what others propose. */
  'story:change_control_review': builders,
  /** Take change control away from a story. */
  'story:change_control_manage': admins,
  /** Where the team's stories are published to. In a team of this tenant `story:write` is needed besides. */
  'sync:manage': admins,
  'credential:read': everyone,
  'credential:write': builders,
  'credential:delete': admins,
  /** With other teams. */
  'credential:share': admins,
  'resource:read': everyone,
  'resource:write': builders,
  'resource:delete': admins,
  /** With other teams. */
  'resource:share': admins,
  /** By hand: for real or to see what it would do. */
  'action:run': builders,
  'event:read': everyone,
  'event:delete': builders,
  /** How many events a day a story may write. */
  'event_limit:write': admins,
} satisfies Record<string, readonly Role[]>;

/** What owners of the tenant can grant to a single user or key, without making it an owner. The spelling is the API's. */
export const tenantGrants = ['AUDIT_LOG_READ', 'FEATURE_FLAG_MANAGE', 'TUNNEL_MANAGE'] as const;
export type TenantGrant = (typeof tenantGrants)[number];

/** Permissions that belong to no team, and the grant that gives each; null: owners of the tenant alone. */
export const grantByPermission = {
  'tenant:manage': null,
  'tenant:audit': 'AUDIT_LOG_READ',
} satisfies Record<string, TenantGrant | null>;
export type TenantPermission = keyof typeof grantByPermission;

export function isTenantPermission(permission: string): permission is TenantPermission {
  return Object.hasOwn(grantByPermission, permission);
}

export type TeamPermission = keyof typeof rolesByPermission;

/**
 * What a route asks for. `anyone`: no key and no session is needed; `signed_in`: any valid one, because the route
 * belongs to no team; otherwise a permission of the tenant, or one in the team of the thing that is asked for.
 */
export type Permission = 'anyone' | 'signed_in' | TenantPermission | TeamPermission;

/** In the order in which people are shown them. */
export const teamPermissions = Object.keys(rolesByPermission) as readonly TeamPermission[];

/** A role as somebody has it. */
export interface HeldRole {
  /** `VIEWER`, `EDITOR`, `TEAM_ADMIN`, or what a custom role is called. */
  readonly name: string;
  readonly permissions: ReadonlySet<TeamPermission>;
}

const defaultRoles = new Map(
  roles.map((name): [Role, HeldRole] => {
    const held = teamPermissions.filter((permission) =>
      (rolesByPermission[permission] as readonly Role[]).includes(name),
    );
    return [name, { name, permissions: new Set(held) }];
  }),
);

export function defaultRole(name: Role): HeldRole {
  return defaultRoles.get(name) ?? { name, permissions: new Set() };
}

export function isDefaultRole(name: string): name is Role {
  return (roles as readonly string[]).includes(name);
}

export function isAllowed(role: HeldRole, permission: TeamPermission): boolean {
  return role.permissions.has(permission);
}
