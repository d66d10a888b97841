/** The door of the package: PostgreSQL and the embedded database behind the engine's ports, and the repositories of the API. */

export { allOrNothing } from './database/all-or-nothing.ts';
export {
  type Database,
  type DatabaseOptions,
  type Executor,
  openDatabase,
} from './database/database.ts';
export { DirectoryInUse } from './database/directory-lock.ts';
export { makeDirectory } from './database/make-directory.ts';
export { migrate, NewerSchema } from './database/migrate.ts';
export { prepareTemplate } from './database/prepare-template.ts';
export { openForDiagnosis } from './diagnosis/open-for-diagnosis.ts';
export {
  countOrphans,
  type ProcessState,
  readProcesses,
  readUnknownEffects,
  type UnknownEffects,
} from './diagnosis/process-state.ts';
export { databaseSize, oldestOverdueTick, readBacklog, type StoryBacklog } from './diagnosis/queue-state.ts';
export {
  readSchemaState,
  readServerState,
  readTableSizes,
  type SchemaState,
  type ServerState,
  type TableSize,
} from './diagnosis/server-state.ts';
export { createEngineStore, type OwnEngineStore } from './queue/engine-store.ts';
export {
  clearMemory,
  type HeldEvent,
  listHeldEvents,
  listMemory,
  type MemoryEntry,
  releaseHeldEvents,
} from './repositories/action-memory.ts';
export {
  type ActionChange,
  type ActionFailure,
  type ActionSearch,
  createAction,
  deleteAction,
  findAction,
  findActions,
  findTwin,
  type LinkEnd,
  listActions,
  listStoryActions,
  type NewAction,
  updateAction,
} from './repositories/actions.ts';
export {
  type ActionActivity,
  type ActionHistory,
  actionActivity,
  actionHistory,
  noActivity,
  noHistory,
  pendingDeliveries,
  storyActivity,
} from './repositories/activity.ts';
export {
  type ApiKey,
  type ApiKeyKind,
  type ApiKeySearch,
  createApiKey,
  deleteApiKey,
  findApiKey,
  findListedApiKey,
  type ListedApiKey,
  listApiKeys,
  markKeyUsed,
  type NewApiKey,
} from './repositories/api-keys.ts';
export {
  type AuditEntry,
  addAuditEntry,
  listAuditEntries,
  type NewAuditEntry,
} from './repositories/audit-entries.ts';
export {
  type BoardAction,
  findBoardActions,
  findBoardNotes,
  findGroups,
  giveKept,
  moveIntoGroup,
  moveOnBoard,
  readKept,
  recordBoardChange,
  removeFromBoard,
  removeLinks,
} from './repositories/board.ts';
export {
  addDraftEditor,
  type ChangeRequest,
  createChangeRequest,
  findChangeRequest,
  findNewestRequest,
  findOpenRequest,
  listDraftEditors,
  type NewChangeRequest,
  setChangeRequestStatus,
} from './repositories/change-requests.ts';
export {
  announceCredentials,
  CREDENTIAL_CHANNEL,
  type Credential,
  type CredentialChange,
  type CredentialFilter,
  type CredentialMode,
  createCredential,
  deleteCredential,
  findCredential,
  listCredentials,
  putSealedValues,
  type ReadAccess,
  reserveCredentialId,
  type SealedValues,
  type SecretFacts,
  takenSlugs,
  updateCredential,
} from './repositories/credentials.ts';
export {
  type CustomRole,
  createCustomRole,
  deleteCustomRole,
  findCustomRole,
  listCustomRoles,
  lockCustomRoles,
  updateCustomRole,
} from './repositories/custom-roles.ts';
export {
  addDailyUsage,
  type DayOfStory,
  deleteDailyUsageBefore,
  forgetTold,
  listStoriesNearLimit,
  markTold,
  readDailyUsage,
  readStoryDay,
} from './repositories/daily-usage.ts';
export { deleteEvent, deleteEventsOfAction } from './repositories/delete-events.ts';
export {
  createDraft,
  type DraftFailure,
  findDraft,
  findDraftBase,
  findDraftByName,
  listDrafts,
  type NewDraft,
  promoteDraft,
  renameDraft,
  setDraftBase,
  USUAL_DRAFT,
} from './repositories/drafts.ts';
export { type DutyName, giveUpDuty, takeDuty } from './repositories/duties.ts';
export { type EffectRecord, listEffects } from './repositories/effects.ts';
export {
  findEventLimits,
  putEventLimits,
  putStoryEventLimit,
  type StoredEventLimits,
} from './repositories/event-limits.ts';
export {
  type EventPaging,
  type EventRecord,
  type EventSearch,
  type EventsTooLarge,
  findEvent,
  findEvents,
  listEvents,
  listRunOutputs,
  type RunOutput,
} from './repositories/events.ts';
export {
  type ExpiringCredential,
  type ExpiryMark,
  listExpiring,
  putExpiryTold,
} from './repositories/expiring-credentials.ts';
export { type ExportOptions, exportStory, findStoryDocument } from './repositories/export-story.ts';
export { addFavorite, listFavorites, removeFavorite } from './repositories/favorites.ts';
export {
  type ContentType,
  createFolder,
  deleteFolder,
  type Folder,
  type FolderFilter,
  findFolder,
  isFolderWithin,
  listFolders,
  updateFolder,
} from './repositories/folders.ts';
export { releaseHeldDeliveries, storiesWithHeldDeliveries } from './repositories/held-deliveries.ts';
export { type ImportFailure, importStory, lockImports, type StoryImport } from './repositories/import-story.ts';
export { putInvitation, takeInvitation } from './repositories/invitations.ts';
export {
  type DeadJob,
  deleteJob,
  deleteJobs,
  findDeadJob,
  type Job,
  type JobState,
  keepDeadJob,
  listJobs,
  lookAtQueue,
  type QueueLook,
} from './repositories/jobs.ts';
export { makeKnownCounts } from './repositories/known-counts.ts';
export { addLinks, deleteLinks, storiesOfLinks } from './repositories/links.ts';
export { deleteLogsOfAction, type LogLevel, type LogRecord, type LogSearch, listLogs } from './repositories/logs.ts';
export { findMailAction, listMailActions, MAIL_TYPE, type MailAction } from './repositories/mail-addresses.ts';
export {
  attendToEarlierCall,
  findConfirmationOfRun,
  leaveMcpCall,
  type McpCallState,
  readMcpCall,
} from './repositories/mcp-calls.ts';
export {
  type ErrorLine,
  latestErrors,
  latestRunGuid,
  listMonitored,
  type MonitoredAction,
  putTold,
  syncMonitors,
  type ToldState,
} from './repositories/monitors.ts';
export {
  createNote,
  deleteNote,
  findNote,
  findNotes,
  listNotes,
  type NewNote,
  type NoteChange,
  type NoteSearch,
  updateNote,
} from './repositories/notes.ts';
export {
  addNotifications,
  type DueNotification,
  dueNotifications,
  type NewNotification,
  putOffNotification,
  removeNotification,
} from './repositories/notifications.ts';
export { type OauthSignIn, putOauthSignIn, takeOauthSignIn } from './repositories/oauth-sign-ins.ts';
export { listOfferedStories, type OfferedStory } from './repositories/offered-stories.ts';
export { listOptionReaders, type OptionReader } from './repositories/option-readers.ts';
export { ownerAddresses } from './repositories/owners.ts';
export {
  findVisitedRun,
  listWaitingVisits,
  newestEventIn,
  type VisitedRun,
  type WaitingVisit,
} from './repositories/page-visits.ts';
export type { Page, Paging } from './repositories/paging.ts';
export { listPendingActions, type PendingAction } from './repositories/pending-actions.ts';
export { announcePresence, PRESENCE_CHANNEL } from './repositories/presence-notices.ts';
export {
  type ActionPerformance,
  listActionPerformance,
  listModelUsage,
  listSavedTime,
  type ModelGrouping,
  type ModelUsage,
  type PerformanceOrder,
} from './repositories/reports.ts';
export {
  createResource,
  deleteResource,
  findResource,
  listResources,
  type NewResource,
  type Resource,
  type ResourceChange,
  type ResourceSearch,
  setResourceValue,
  takenResourceSlugs,
  updateResource,
} from './repositories/resources.ts';
export {
  findRun,
  listRunEvents,
  listRuns,
  type RunEvent,
  type RunSearch,
  type RunSummary,
} from './repositories/runs.ts';
export {
  beginFetch,
  expireToken,
  findSealedCredential,
  finishFetch,
  giveUpFetch,
  listDataKeysNotBy,
  listReadableCredentials,
  putDataKey,
  readSealedToken,
  type SealedCredential,
  type SealedToken,
  type SecretRef,
} from './repositories/sealed-credentials.ts';
export {
  createSession,
  deleteExpiredSessions,
  deleteOtherSessionsOf,
  deleteSession,
  deleteSessionsOf,
  findSession,
  type Session,
} from './repositories/sessions.ts';
export { findSetting, keepSetting, putSetting } from './repositories/settings.ts';
export {
  createStory,
  deleteStories,
  findCalledStories,
  findStories,
  findStory,
  type NewStory,
  type StoryChange,
  updateStory,
} from './repositories/stories.ts';
export { listStories, type StoryFilter, type StoryOrder, type StorySearch } from './repositories/story-list.ts';
export { lockStories, lockStory } from './repositories/story-lock.ts';
export { addStoryOwner, removeStoryOwner } from './repositories/story-owners.ts';
export {
  createSyncDestination,
  deleteSyncDestination,
  findSameSyncDestination,
  findSyncDestination,
  hasSyncDestinations,
  listDestinationKeysNotBy,
  listSyncDestinations,
  lockSyncDestination,
  putDestinationDataKey,
  putDestinationDialect,
  putDestinationState,
  type SealedDestinationKey,
  type SyncDestination,
  type SyncEnding,
  updateSyncDestination,
} from './repositories/sync-destinations.ts';
export {
  askForSync,
  deleteSubscription,
  endSubscriptions,
  findDestinationOfStory,
  findSubscription,
  hasSubscriptions,
  listCalledStories,
  listDueDestinations,
  listDueSubscriptions,
  listSubscriptions,
  putChecked,
  putClaim,
  putSynced,
  putSyncFailure,
  type SubscribedStory,
  type SyncSubscription,
  setSubscriptions,
} from './repositories/sync-subscriptions.ts';
export {
  type ArrivingStory,
  detachStory,
  findSyncedStory,
  releaseCopy,
  type SyncSource,
  settleArrival,
  writeSyncedStory,
} from './repositories/synced-stories.ts';
export { createTag, deleteTag, findTag, listTags, type Tag, updateTag } from './repositories/tags.ts';
export { loadTeamValues } from './repositories/team-values.ts';
export {
  createTeam,
  deleteTeam,
  findTeam,
  listMembers,
  listTeamMembers,
  listTeams,
  type Member,
  removeMember,
  renameTeam,
  rolesByTeam,
  setMember,
  type Team,
  type TeamMember,
} from './repositories/teams.ts';
export {
  decideToolConfirmation,
  findToolConfirmation,
  listToolConfirmations,
  type ToolConfirmation,
} from './repositories/tool-confirmations.ts';
export {
  deleteTrashed,
  emptyTrash,
  findTrashed,
  listTrash,
  restoreTrashed,
  type TrashedStory,
  trashStories,
} from './repositories/trash.ts';
export {
  countActiveOwners,
  countUsers,
  createUser,
  deleteUser,
  findUser,
  findUserByEmail,
  knownUsers,
  listUsers,
  markSeen,
  type NewUser,
  setPasswordHash,
  type User,
  type UserChange,
  updateUser,
} from './repositories/users.ts';
export {
  findVersionedStory,
  type ReplaceFailure,
  replaceStory,
} from './repositories/versioned-stories.ts';
export {
  deleteVersion,
  findVersion,
  findVersionStory,
  listVersions,
  type NewVersion,
  renameVersion,
  type StoryVersion,
  saveVersion,
} from './repositories/versions.ts';
export { type StoryUsage, storyUsage } from './retention/story-usage.ts';
export { createSweeper, retentionLag, type Sweeper, type SweepReport } from './retention/sweep.ts';
export { createStoryBook, type OpenStoryBook } from './story-book.ts';
