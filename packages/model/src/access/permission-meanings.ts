/** What each permission of a team lets its holder do, in words for whoever puts a role together. */
import type { TeamPermission } from './permissions.ts';

export const permissionMeanings: Readonly<Record<TeamPermission, string>> = {
  'team:read': 'See the team, its members, folders and tags. Every role has this.',
  'member:manage':
    'Invite and remove members, give them roles that hold no more than the own one, and make keys of the team.',
  'folder:write': 'Make, rename, move and delete folders.',
  'tag:write': 'Make, change and delete tags.',
  'story:read': 'See stories, their actions, drafts and versions, and export them.',
  'story:write':
    'Build stories: make, change and import them, work in drafts, ask for review, make live what is approved.',
  'story:delete': 'Delete stories and restore them from the trash.',
  'story:move': 'Move stories to another team in which one may build.',
  'story:change_control_review': 'Approve or reject what others ask to make live.',
  'story:change_control_manage': 'Take change control away from a story.',
  'sync:manage': 'See and change where stories are published to: other teams and other tenants.',
  'credential:read': 'See that credentials exist, never what is in them, and use them in stories.',
  'credential:write': 'Make and change credentials.',
  'credential:delete': 'Delete credentials.',
  'credential:share': 'Let other teams use credentials.',
  'resource:read': 'See resources.',
  'resource:write': 'Make and change resources.',
  'resource:delete': 'Delete resources.',
  'resource:share': 'Let other teams use resources.',
  'action:run': 'Run and test actions by hand, and send events again.',
  'event:read': 'See events, runs and logs.',
  'event:delete': 'Delete events and logs, and empty the memory of actions.',
  'event_limit:write': 'Set how many events a day a story may write.',
};
