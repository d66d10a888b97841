/**
 * Every failure that the API can answer with. A code is a promise: it is never renamed, never given a second meaning,
 * and once retired it stays in `retiredErrorCodes`. The message says what kind of thing went wrong; the facts of the
 * case travel as `details`.
 *
 * `turn` says whose move it is: `user` can mend the request, `operator` the installation, `us` the program.
 */
export interface ErrorEntry {
  readonly status: number;
  readonly turn: 'user' | 'operator' | 'us';
  /** Whether the same request may succeed later. */
  readonly isRetryable: boolean;
  readonly message: string;
}

export const errorCatalogue = {
  // Who is asking
  not_signed_in: entry(401, 'user', 'Sign in or send a valid API key'),
  sign_in_failed: entry(401, 'user', 'The e-mail address or the password is wrong'),
  too_many_sign_ins: entry(429, 'user', 'Too many failed attempts to sign in', true),
  not_allowed: entry(403, 'user', 'Your role does not allow this'),
  cross_site_request: entry(403, 'user', 'A request with a session cookie must come from this site'),

  // The request as such
  not_found: entry(404, 'user', 'There is nothing at this address'),
  method_not_allowed: entry(405, 'user', 'This address does not accept this method'),
  malformed_json: entry(400, 'user', 'The body is not JSON that can be read'),
  body_not_object: entry(400, 'user', 'The body must be a JSON object'),
  body_too_large: entry(413, 'user', 'The body is too large'),
  unsupported_media_type: entry(415, 'user', 'The body must be sent as application/json'),
  malformed_request: entry(400, 'user', 'The request cannot be read'),
  invalid_parameter: entry(422, 'user', 'Validation error'),
  missing_parameter: entry(422, 'user', 'Validation error'),

  // The things that are asked for
  team_not_found: entry(404, 'user', 'There is no such team'),
  story_not_found: entry(404, 'user', 'There is no such story'),
  action_not_found: entry(404, 'user', 'There is no such action'),
  event_not_found: entry(404, 'user', 'There is no such event'),
  run_not_found: entry(404, 'user', 'There is no such run'),
  user_not_found: entry(404, 'user', 'There is no such user'),
  api_key_not_found: entry(404, 'user', 'There is no such API key'),
  invitation_not_found: entry(404, 'user', 'This invitation is used, or out of date'),
  folder_not_found: entry(404, 'user', 'There is no such folder'),
  credential_not_found: entry(404, 'user', 'There is no such credential'),
  resource_not_found: entry(404, 'user', 'There is no such resource'),
  role_not_found: entry(404, 'user', 'There is no such role'),
  tool_confirmation_not_found: entry(404, 'user', 'There is no such call'),
  tag_not_found: entry(404, 'user', 'There is no such tag'),
  note_not_found: entry(404, 'user', 'There is no such note'),
  job_not_found: entry(404, 'user', 'There is no such job, or no longer'),
  draft_not_found: entry(404, 'user', 'There is no such draft'),
  version_not_found: entry(404, 'user', 'There is no such version'),
  trashed_story_not_found: entry(404, 'user', 'There is no such story in the trash'),
  sync_destination_not_found: entry(404, 'user', 'There is no such sync destination'),
  subscription_not_found: entry(404, 'user', 'The story is not synced to this destination'),
  change_request_not_found: entry(404, 'user', 'There is no such change request'),

  // Rules of stories
  story_change_controlled: entry(422, 'user', 'The story is under change control'),
  change_control_off: entry(422, 'user', 'The story is not under change control'),
  story_subscribed: entry(422, 'user', 'The story is synced to other places'),
  story_synced: entry(422, 'user', 'The story is a synced copy: it is changed at its source'),
  drafts_open: entry(422, 'user', 'The story has drafts'),
  draft_behind: entry(409, 'user', 'The live story has changed meanwhile'),
  draft_conflict: entry(409, 'user', 'The draft and the live story have changed the same'),
  role_in_use: entry(422, 'user', 'The role is in use'),
  model_missing: entry(422, 'user', 'There is no language model'),
  sync_refused: entry(422, 'user', 'The destination of the sync cannot be used'),
  draft_in_review: entry(422, 'user', 'The draft waits for review'),
  change_request_open: entry(422, 'user', 'The draft has a change request already'),
  tool_confirmation_closed: entry(409, 'user', 'The call was answered before, or does not wait any more'),
  change_request_closed: entry(422, 'user', 'The change request is closed'),
  change_request_not_approved: entry(422, 'user', 'The change request is not approved'),
  draft_name_taken: entry(422, 'user', 'The story has a draft of this name'),
  story_locked: entry(422, 'user', 'The story is locked'),
  story_import_refused: entry(422, 'user', 'The file is not a story that can be imported'),
  unknown_action_type: entry(422, 'user', 'There is no action of this type'),
  webhook_path_taken: entry(422, 'user', 'Another webhook has this path'),
  links_of_different_stories: entry(422, 'user', 'All links must belong to one story'),
  link_refused: entry(422, 'user', 'This link is not possible'),
  action_disabled: entry(422, 'user', 'The action is switched off'),
  last_owner: entry(422, 'user', 'The tenant must keep an owner'),
  last_member: entry(422, 'user', 'The team must keep a member'),
  email_taken: entry(422, 'user', 'Another user has this e-mail address'),
  conflict: entry(409, 'user', 'Somebody else changed this at the same moment', true),

  // The installation
  unavailable: entry(503, 'operator', 'Fabula cannot do this at the moment', true),
  internal: entry(500, 'us', 'Something went wrong inside Fabula'),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorCatalogue;

/** Codes that were once given out. They must not come back with another meaning. */
export const retiredErrorCodes: readonly string[] = [];

function entry(status: number, turn: ErrorEntry['turn'], message: string, isRetryable = false): ErrorEntry {
  return { status, turn, isRetryable, message };
}
