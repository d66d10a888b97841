/** Rows as the database has them, for Kysely. They do not leave this package: repositories give model types. */
import type { TeamPermission } from '@fabula/model';
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

/** JSON that users own: text, both ways. Read it with parseJson. */
type JsonText = string;
/** Set by the database unless a value is given. */
type Time = ColumnType<Date, Date | undefined, Date>;

export interface TeamTable {
  id: GeneratedAlways<number>;
  name: string;
  created_at: Time;
  updated_at: Time;
}

export interface AppUserTable {
  id: GeneratedAlways<number>;
  email: string;
  first_name: string;
  last_name: string;
  password_hash: string | null;
  is_admin: Generated<boolean>;
  is_invitation_accepted: Generated<boolean>;
  is_active: Generated<boolean>;
  is_service: Generated<boolean>;
  tenant_permissions: Generated<string[]>;
  updated_at: Time;
  created_at: Time;
  last_seen_at: Date | null;
}

export interface InvitationTable {
  token_hash: string;
  user_id: number;
  created_at: Time;
  expires_at: Date;
}

export interface TeamMemberTable {
  team_id: number;
  user_id: number;
  /** null: it has a custom role. */
  role: 'VIEWER' | 'EDITOR' | 'TEAM_ADMIN' | null;
  custom_role_id: number | null;
  created_at: Time;
}

export interface CustomRoleTable {
  id: GeneratedAlways<number>;
  name: string;
  description: string;
  permissions: TeamPermission[];
  created_at: Time;
  updated_at: Time;
}

export interface ApiKeyTable {
  id: GeneratedAlways<number>;
  user_id: number;
  kind: 'personal' | 'service' | 'tenant_owner' | 'team';
  team_id: number | null;
  name: string;
  key_hash: string;
  created_at: Time;
  last_used_at: Date | null;
}

export interface SessionTable {
  token_hash: string;
  user_id: number;
  created_at: Time;
  expires_at: Date;
}

export interface SettingTable {
  name: string;
  value: JsonText;
}

export interface FolderTable {
  id: GeneratedAlways<number>;
  team_id: number;
  parent_id: number | null;
  name: string;
  content_type: 'STORY' | 'CREDENTIAL' | 'RESOURCE';
  created_at: Time;
}

export interface StoryTable {
  id: Generated<number>;
  team_id: number;
  folder_id: number | null;
  user_id: number | null;
  guid: string;
  name: string;
  slug: string;
  description: string | null;
  keep_events_for: number;
  is_disabled: Generated<boolean>;
  is_priority: Generated<boolean>;
  is_locked: Generated<boolean>;
  is_change_controlled: Generated<boolean>;
  /** Only owners of the story approve what others propose. */
  is_review_for_owners: Generated<boolean>;
  monitors_failures: Generated<boolean>;
  recipients: Generated<string[]>;
  is_webhook_api_enabled: Generated<boolean>;
  api_entry_action_ids: Generated<number[]>;
  api_exit_action_ids: Generated<number[]>;
  access_source: Generated<'OFF' | 'STS' | 'WORKBENCH' | 'STS_AND_WORKBENCH'>;
  access_scope: 'TEAM' | 'GLOBAL' | 'SPECIFIC_TEAMS' | null;
  shared_team_slugs: Generated<string[]>;
  needs_skill_confirmation: Generated<boolean>;
  entry_action_id: number | null;
  exit_action_ids: Generated<number[]>;
  schema_version: number;
  standard_lib_version: number | null;
  action_runtime_version: number | null;
  carried: JsonText;
  revision: Generated<number>;
  created_at: Time;
  updated_at: Time;
  edited_at: Time;
  /** Kept by a trigger. */
  action_count: Generated<number>;
  /** Of a draft: the story that it belongs to. Everything below is null in a live story. */
  live_id: number | null;
  draft_name: string | null;
  draft_suffix: string | null;
  base_document: JsonText | null;
}

export interface StoryOwnerTable {
  story_id: number;
  user_id: number;
}

export interface FavoriteStoryTable {
  user_id: number;
  story_id: number;
}

export interface TagTable {
  id: GeneratedAlways<number>;
  name: string;
  color: Generated<string>;
  created_at: Time;
  updated_at: Time;
}

export interface StoryTagTable {
  story_id: number;
  tag_id: number;
  position: number;
}

export interface ActionTable {
  id: Generated<number>;
  story_id: number;
  position: number;
  user_id: number | null;
  guid: string;
  type: string;
  name: string;
  slug: string;
  description: string | null;
  options: JsonText;
  schedule: JsonText | null;
  is_disabled: Generated<boolean>;
  x: number;
  y: number;
  width: number | null;
  monitors_failures: Generated<boolean>;
  monitors_all_events: Generated<boolean>;
  monitors_no_events_for: number | null;
  time_saved_value: Generated<number>;
  time_saved_unit: Generated<string>;
  runs_to_save: number | null;
  carried: JsonText;
  mail_name: Generated<string>;
  group_id: number | null;
  created_at: Time;
  updated_at: Time;
}

export interface LinkTable {
  id: GeneratedAlways<number>;
  story_id: number;
  position: number;
  source_id: number;
  receiver_id: number;
  kind: 'default' | 'no_match' | 'failure' | 'other';
  carried: JsonText;
}

export interface WebhookPathTable {
  path: string;
  action_id: number;
}

export interface NoteTable {
  id: GeneratedAlways<number>;
  story_id: number;
  position: number;
  guid: string;
  content: string;
  x: number;
  y: number;
  group_id: number | null;
  width: number | null;
  carried: JsonText;
  created_at: Time;
  updated_at: Time;
}

export interface ResourceTable {
  id: GeneratedAlways<number>;
  team_id: number;
  folder_id: number | null;
  name: string;
  slug: string;
  value: JsonText;
  created_at: Time;
  updated_at: Time;
  user_id: number | null;
  description: Generated<string>;
  read_access: Generated<'TEAM' | 'GLOBAL' | 'SPECIFIC_TEAMS'>;
  shared_team_slugs: Generated<string[]>;
  is_test_enabled: Generated<boolean>;
  test_value: JsonText | null;
  test_created_at: Date | null;
  test_updated_at: Date | null;
}

export interface CredentialTable {
  id: Generated<number>;
  team_id: number;
  folder_id: number | null;
  user_id: number | null;
  mode: 'TEXT' | 'JWT' | 'OAUTH' | 'AWS' | 'MTLS' | 'HTTP_REQUEST_AGENT' | 'MULTI_REQUEST';
  name: string;
  slug: string;
  description: string;
  metadata: JsonText;
  allowed_hosts: string[];
  read_access: 'TEAM' | 'GLOBAL' | 'SPECIFIC_TEAMS';
  shared_team_slugs: string[];
  expires_at: Date | null;
  is_expiry_notified: boolean;
  expiry_recipient_ids: number[];
  expiry_told: 'week' | 'day' | 'over' | null;
  is_test_enabled: Generated<boolean>;
  data_key: Buffer;
  key_id: string;
  created_at: Time;
  updated_at: Time;
}

export interface CredentialSecretTable {
  credential_id: number;
  is_test: boolean;
  revision: Generated<number>;
  settings: JsonText;
  sealed: JsonText;
  token: Buffer | null;
  token_expires_at: Date | null;
  token_number: Generated<number>;
  fetching_until: Date | null;
  created_at: Time;
  updated_at: Time;
}

export interface OauthSignInTable {
  state_hash: string;
  credential_id: number;
  is_test: boolean;
  sealed_verifier: Buffer | null;
  expires_at: Date;
}

export interface RunTable {
  id: number;
  guid: string;
  story_id: number;
  origin: string;
  caller_id: number | null;
  started_at: Date;
  ended_at: Date;
  event_count: number;
  action_run_count: number;
  root_action_id: number | null;
  trace_parent: string | null;
  answer_to: number | null;
  is_kept: Generated<boolean>;
}

export interface EventTable {
  id: number;
  run_id: number;
  story_id: number;
  action_id: number;
  parent_id: number | null;
  slug: string;
  path: JsonText;
  payload: JsonText;
  is_re_emitted: boolean;
  created_at: Date;
  is_deleted: Generated<boolean>;
}

export interface ActionLogTable {
  id: number;
  run_id: number;
  story_id: number;
  action_id: number;
  inbound_event_id: number | null;
  level: number;
  message: string;
  created_at: Date;
}

export interface DeliveryTable {
  id: number;
  run_id: number;
  story_id: number;
  action_id: number;
  event_id: number | null;
  due_at: Date | null;
  attempt: number;
  is_priority: boolean;
  state: JsonText;
  started_at: Date | null;
  is_outcome_unknown: Generated<boolean>;
  claimed_by: number | null;
  waits_for: number | null;
}

export interface ActionActivityTable {
  action_id: number;
  story_id: number;
  events_count: number;
  logs_count: number;
  errors_count: number;
  last_receive_at: Date | null;
  last_event_at: Date | null;
  last_error_log_at: Date | null;
}

export interface ActionMemoryTable {
  action_id: number;
  key: string;
  rank: Generated<number>;
  value: JsonText;
}

export interface ActionMemoryItemTable {
  action_id: number;
  key: string;
  id: GeneratedAlways<number>;
  item: JsonText;
}

export interface ScheduleTable {
  action_id: number;
  story_id: number;
  cron: string;
  timezone: string;
  next_at: Date | null;
}

export interface DailyUsageTable {
  day: ColumnType<Date, string, string>;
  story_id: number;
  events: number;
  told: Generated<number>;
}

export interface StoryEventLimitTable {
  story_id: number;
  daily_events: number;
}

export interface DutyTable {
  name: string;
  process_id: number | null;
}

export interface MonitorTable {
  action_id: number;
  told_errors: number;
  told_events: number;
  errors_wait_until: Date | null;
  events_wait_until: Date | null;
  watched_since: Date;
  silent_since: Date | null;
}

export interface NotificationTable {
  id: GeneratedAlways<number>;
  story_id: number | null;
  action_id: number | null;
  recipient: string;
  subject: string;
  text: string;
  body: JsonText;
  created_at: Time;
  due_at: Time;
  attempt_count: Generated<number>;
}

export interface ActionHourTable {
  action_id: number;
  hour: Date;
  story_id: number;
  runs: number;
  saved_seconds: number;
  took_ms: number;
  least_ms: number;
  most_ms: number;
}

export interface ModelHourTable {
  action_id: number;
  hour: Date;
  model: string;
  story_id: number;
  uses: number;
  input_tokens: number;
  output_tokens: number;
  cached_tokens: number;
}

export interface FormerStoryTable {
  story_id: number;
  team_id: number;
}

export interface AuditEntryTable {
  id: GeneratedAlways<number>;
  created_at: Time;
  operation: string;
  user_id: number;
  user_email: string;
  user_name: string;
  story_id: number | null;
  inputs: JsonText;
  outputs: JsonText;
  request_ip: string | null;
  request_user_agent: string | null;
}

export interface StoryVersionTable {
  id: GeneratedAlways<number>;
  story_id: number;
  name: string;
  description: Generated<string>;
  user_id: number | null;
  is_automatic: boolean;
  created_at: Time;
  document: JsonText;
}

export interface ChangeRequestTable {
  id: GeneratedAlways<number>;
  live_id: number;
  draft_id: number | null;
  draft_name: string;
  title: string;
  description: string;
  status: 'PENDING' | 'APPROVED' | 'REJECTED' | 'CANCELLED' | 'PROMOTED';
  requested_by: number | null;
  reviewed_by: number | null;
  reason: Generated<string>;
  created_at: Time;
  updated_at: Time;
}

export interface DraftEditorTable {
  draft_id: number;
  user_id: number;
}

export interface TagTeamTable {
  tag_id: number;
  team_id: number;
}

export interface TrashedStoryTable {
  id: GeneratedAlways<number>;
  team_id: number;
  story_id: number;
  name: string;
  deleted_by: number | null;
  deleted_at: Time;
  content: JsonText;
}

/** Written by the engine; see queue/ask-rows.ts. */
export interface ToolConfirmationTable {
  id: GeneratedAlways<number>;
  delivery_id: number;
  run_id: number;
  story_id: number;
  action_id: number;
  called_story_id: number;
  tool: string;
  input: JsonText;
  call_key: string | null;
  attended_by: number | null;
  told_at: Date | null;
  asked_at: Time;
  expires_at: Time;
  is_approved: boolean | null;
  decided_at: Date | null;
  decided_by: number | null;
  reason: string | null;
}

export interface SyncDestinationTable {
  id: GeneratedAlways<number>;
  team_id: number;
  is_remote: boolean;
  /** Without a slash at its end. */
  url: string;
  target_team_id: number;
  is_manual: boolean;
  user_id: number | null;
  data_key: Buffer | null;
  key_id: string | null;
  sealed_key: Buffer | null;
  dialect: 'fabula' | 'documented' | null;
  /** What becomes of its copies before it goes; null: it stays. */
  ending: 'detach' | 'delete' | null;
  error: string | null;
  attempts: Generated<number>;
  retry_at: Date | null;
  created_at: Time;
  updated_at: Time;
}

export interface SyncSubscriptionTable {
  id: GeneratedAlways<number>;
  destination_id: number;
  story_id: number | null;
  story_guid: string;
  story_name: string;
  position: number;
  goal: 'keep' | 'detach' | 'delete';
  is_asked: Generated<boolean>;
  synced_revision: number | null;
  checked_revision: number | null;
  synced_digest: string | null;
  synced_at: Date | null;
  copy_id: number | null;
  claimed_name: string | null;
  missing: JsonText | null;
  error: string | null;
  attempts: Generated<number>;
  retry_at: Date | null;
}

export interface SyncedStoryTable {
  story_id: number;
  source_tenant: string;
  source_guid: string;
  source_url: string;
  team_id: number;
  seed: string;
  digest: string;
  revision: number;
  was_disabled: boolean;
  calls: JsonText;
  synced_at: Time;
}

export interface Tables {
  team: TeamTable;
  app_user: AppUserTable;
  team_member: TeamMemberTable;
  custom_role: CustomRoleTable;
  invitation: InvitationTable;
  api_key: ApiKeyTable;
  session: SessionTable;
  setting: SettingTable;
  folder: FolderTable;
  story: StoryTable;
  story_owner: StoryOwnerTable;
  favorite_story: FavoriteStoryTable;
  tag: TagTable;
  story_tag: StoryTagTable;
  action: ActionTable;
  link: LinkTable;
  webhook_path: WebhookPathTable;
  note: NoteTable;
  resource: ResourceTable;
  credential: CredentialTable;
  credential_secret: CredentialSecretTable;
  oauth_sign_in: OauthSignInTable;
  run: RunTable;
  event: EventTable;
  action_log: ActionLogTable;
  delivery: DeliveryTable;
  action_activity: ActionActivityTable;
  action_memory: ActionMemoryTable;
  action_memory_item: ActionMemoryItemTable;
  schedule: ScheduleTable;
  daily_usage: DailyUsageTable;
  story_event_limit: StoryEventLimitTable;
  duty: DutyTable;
  monitor: MonitorTable;
  notification: NotificationTable;
  action_hour: ActionHourTable;
  model_hour: ModelHourTable;
  former_story: FormerStoryTable;
  audit_entry: AuditEntryTable;
  story_version: StoryVersionTable;
  change_request: ChangeRequestTable;
  draft_editor: DraftEditorTable;
  tag_team: TagTeamTable;
  trashed_story: TrashedStoryTable;
  sync_destination: SyncDestinationTable;
  tool_confirmation: ToolConfirmationTable;
  sync_subscription: SyncSubscriptionTable;
  synced_story: SyncedStoryTable;
}
