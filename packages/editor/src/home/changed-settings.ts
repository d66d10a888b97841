/** The form of a story's settings: what it begins with, and what of it is sent. Pure. */
import type { StoryResponse } from '@fabula/model';

export interface StorySettingsForm {
  readonly name: string;
  readonly description: string;
  /** Names with commas between. */
  readonly tags: string;
  readonly teamId: number;
  readonly folderId: number | null;
  /** Seconds. */
  readonly keepEventsFor: number;
  readonly priority: boolean;
  readonly monitorFailures: boolean;
  readonly ownersOnly: boolean;
}

export function settingsOf(story: StoryResponse): StorySettingsForm {
  return {
    name: story.name,
    description: story.description ?? '',
    tags: story.tags.join(', '),
    teamId: story.team_id,
    folderId: story.folder_id,
    keepEventsFor: story.keep_events_for,
    priority: story.priority,
    monitorFailures: story.monitor_failures,
    ownersOnly: story.change_control_owners_only,
  };
}

/** The parameters of an update with what is different; null: nothing is. */
export function changedSettings(
  story: StoryResponse,
  form: StorySettingsForm,
): Readonly<Record<string, unknown>> | null {
  const before = settingsOf(story);
  const is = (key: keyof StorySettingsForm): boolean => form[key] !== before[key];
  const tags = namesIn(form.tags);
  const added = tags.filter((tag) => !story.tags.includes(tag));
  const removed = story.tags.filter((tag) => !tags.includes(tag));
  const changes = {
    ...(is('name') ? { name: form.name.trim() } : {}),
    ...(is('description') ? { description: form.description } : {}),
    ...(added.length > 0 ? { add_tag_names: added } : {}),
    ...(removed.length > 0 ? { remove_tag_names: removed } : {}),
    ...(is('teamId') ? { team_id: form.teamId } : {}),
    ...(is('folderId') || is('teamId') ? { folder_id: form.folderId } : {}),
    ...(is('keepEventsFor') ? { keep_events_for: form.keepEventsFor } : {}),
    ...(is('priority') ? { priority: form.priority } : {}),
    ...(is('monitorFailures') ? { monitor_failures: form.monitorFailures } : {}),
    ...(is('ownersOnly') ? { change_control_owners_only: form.ownersOnly } : {}),
  };
  return Object.keys(changes).length === 0 ? null : changes;
}

function namesIn(text: string): string[] {
  return [...new Set(text.split(',').map((name) => name.trim()))].filter((name) => name !== '');
}
