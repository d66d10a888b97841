/** The door of the package: the nouns. Types, ids, schemas and rules; pure. */

export { assertNever, err, ok, type Result, slugOf } from '@fabula/formula';
export * from './access/permission-meanings.ts';
export * from './access/permissions.ts';
export * from './api/action.ts';
export * from './api/action-run.ts';
export * from './api/action-type.ts';
export * from './api/audit-log.ts';
export * from './api/backtest.ts';
export * from './api/board.ts';
export * from './api/change-request.ts';
export * from './api/credential.ts';
export * from './api/custom-role.ts';
export * from './api/event.ts';
export * from './api/event-limit.ts';
export * from './api/folder.ts';
export * from './api/formula.ts';
export * from './api/info.ts';
export * from './api/input.ts';
export * from './api/job.ts';
export * from './api/note.ts';
export * from './api/output.ts';
export * from './api/paging.ts';
export * from './api/presence.ts';
export * from './api/profile.ts';
export * from './api/report.ts';
export * from './api/resource.ts';
export * from './api/run.ts';
export * from './api/session.ts';
export * from './api/story.ts';
export * from './api/story-usage.ts';
export * from './api/story-version.ts';
export * from './api/sync-destination.ts';
export * from './api/tag.ts';
export * from './api/team.ts';
export * from './api/tool-confirmation.ts';
export * from './api/trash.ts';
export * from './api/user.ts';
export * from './errors/api-failure.ts';
export * from './errors/error-catalogue.ts';
export * from './ids.ts';
export * from './options/check-options.ts';
export * from './options/convert-option.ts';
export * from './options/option-field.ts';
export * from './resource-value.ts';
export { readActionFields } from './story/action-fields.ts';
export { actionInputs } from './story/action-inputs.ts';
export { actionPages, actionTools } from './story/action-pages.ts';
export * from './story/changes/diff-stories.ts';
export * from './story/changes/merge-stories.ts';
export { optionsInDraft, optionsOutOfDraft } from './story/draft-address.ts';
export { clearRecipients, randomizeUrls } from './story/export-choices.ts';
export * from './story/groups.ts';
export { setInPlace } from './story/in-place.ts';
export { readNote, readStoryExport } from './story/read-story-export.ts';
export { renewGuids } from './story/renew-guids.ts';
export * from './story/send-to-story-timeout.ts';
export * from './story/story.ts';
export * from './story/story-definition.ts';
export * from './story/story-document.ts';
export { readStoryFields } from './story/story-fields.ts';
export { settleStory, wantedPaths } from './story/sync/settle-story.ts';
export { calledStories, type Need, SEND_TO_STORY_TYPE, storyNeeds } from './story/sync/story-needs.ts';
export {
  type CalledStory,
  calling,
  packStory,
  TRAVEL_FORMAT,
  type TravellingStory,
  unpackStory,
} from './story/sync/travelling-story.ts';
export * from './story/versioned-story.ts';
export * from './story/webhook-path.ts';
export { writeStoryExport } from './story/write-story-export.ts';
