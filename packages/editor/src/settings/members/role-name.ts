const words = new Map([
  ['VIEWER', 'Viewer'],
  ['EDITOR', 'Editor'],
  ['TEAM_ADMIN', 'Team admin'],
]);

/** A role as people call it. Custom roles have the names that they were given. */
export function roleName(role: string): string {
  return words.get(role) ?? role;
}
