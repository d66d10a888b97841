/**
 * Between a story's file and its rows. Text columns cannot hold every text that JSON can; what they hold instead counts as
 * unchanged, so that the file gives the original back.
 */
import { stringifyJson } from '@fabula/formula';
import { type ActionId, type DocumentAction, type DocumentNote, type StoryDocument, slugOf } from '@fabula/model';
import { storableOrNull, storableText } from '../database/storable-text.ts';
import { scheduleText } from '../database/stored-schedule.ts';

/** Columns of `story` that a file decides. */
export function storyColumns(document: StoryDocument) {
  return {
    name: storableText(document.name),
    slug: storableText(document.slug),
    description: storableOrNull(document.description),
    keep_events_for: document.keepEventsFor,
    monitors_failures: document.monitorsFailures,
    recipients: document.recipients.map(storableText),
    is_webhook_api_enabled: document.isWebhookApiEnabled,
    access_source: document.accessSource,
    access_scope: document.accessScope,
    needs_skill_confirmation: document.needsSkillConfirmation,
    schema_version: document.schemaVersion,
    standard_lib_version: document.standardLibVersion,
    action_runtime_version: document.actionRuntimeVersion,
    carried: stringifyJson(document.carried),
  };
}

/** Columns of `action` that a file decides, but for its guid. */
export function actionColumns(action: DocumentAction) {
  return {
    type: storableText(action.type),
    name: storableText(action.name),
    slug: slugOf(storableText(action.name)),
    description: storableOrNull(action.description),
    options: stringifyJson(action.options),
    schedule: scheduleText(action.schedule),
    is_disabled: action.isDisabled,
    x: action.x,
    y: action.y,
    width: action.width,
    monitors_failures: action.monitoring.failures,
    monitors_all_events: action.monitoring.allEvents,
    monitors_no_events_for: action.monitoring.noEventsFor,
    time_saved_value: action.timeSavedValue,
    time_saved_unit: storableText(action.timeSavedUnit),
    carried: stringifyJson(action.carried),
  };
}

export function noteColumns(note: DocumentNote) {
  return {
    content: storableText(note.content),
    x: note.x,
    y: note.y,
    width: note.width,
    carried: stringifyJson(note.carried),
  };
}

/** The ids of those actions that are there. */
export function idsOf(guids: readonly string[], ids: ReadonlyMap<string, ActionId>): ActionId[] {
  return guids.flatMap((guid) => ids.get(guid) ?? []);
}
