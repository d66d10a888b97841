/** What a story is called, where it lies, and how it runs. One form, saved as a whole: only what was changed is sent. */
import { retentions, type StoryResponse } from '@fabula/model';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { otherProblem, problemAt } from '../data/failure.ts';
import { storyFoldersQuery, useCreateFolder } from '../data/folders.ts';
import { holds, sessionQuery } from '../data/session.ts';
import { useUpdateStory } from '../data/stories.ts';
import type { Team } from '../data/teams.ts';
import { spanText } from '../ui/amount.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { inputClass } from '../ui/input-class.ts';
import { Notice } from '../ui/notice.tsx';
import { Switch } from '../ui/switch.tsx';
import { TextField } from '../ui/text-field.tsx';
import { changedSettings, settingsOf } from './changed-settings.ts';

interface StorySettingsProps {
  readonly story: StoryResponse;
  readonly teams: readonly Team[];
  readonly onClose: () => void;
}

export function StorySettings({ story, teams, onClose }: StorySettingsProps) {
  return (
    <Dialog isOpen onClose={onClose} title={`Settings of ${story.name}`}>
      <SettingsForm story={story} teams={teams} onClose={onClose} />
    </Dialog>
  );
}

const fieldNames = ['name', 'description', 'keep_events_for', 'team_id', 'folder_id', 'add_tag_names'];

function SettingsForm({ story, teams, onClose }: StorySettingsProps) {
  const { data: user } = useQuery({ ...sessionQuery, enabled: false });
  const update = useUpdateStory({ storyId: story.id, draftId: null });
  const createFolder = useCreateFolder();
  const [form, setForm] = useState(() => settingsOf(story));
  /** The name of a folder that is made when the form is saved. */
  const [newFolder, setNewFolder] = useState<string>();
  const folders = useQuery(storyFoldersQuery(form.teamId)).data ?? [];
  const canWrite = holds(user, story.team_id, 'story:write') && !story.locked && story.synced_from === null;
  // What runs is changed through drafts; where a story lies is not part of that.
  const isDefinitionClosed = !canWrite || story.change_control_enabled;
  const changes = changedSettings(story, form);
  const isPending = update.isPending || createFolder.isPending;
  const isChanged = changes !== null || (newFolder ?? '').trim() !== '';
  const problem = createFolder.error?.message ?? otherProblem(update.error, fieldNames);
  const set = (change: Partial<typeof form>) => setForm((before) => ({ ...before, ...change }));

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    if (!isPending) void save();
  }

  async function save() {
    try {
      const isNew = newFolder !== undefined && newFolder.trim() !== '';
      const made = isNew ? await createFolder.mutateAsync({ name: newFolder.trim(), teamId: form.teamId }) : undefined;
      const all = { ...changes, ...(made === undefined ? {} : { folder_id: made.id }) };
      if (made !== undefined) setNewFolder(undefined);
      if (Object.keys(all).length > 0) await update.mutateAsync(all);
      onClose();
    } catch {
      // The mutations keep their errors, and the form shows them.
    }
  }

  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-4">
      {canWrite && story.change_control_enabled && (
        <Notice>This story is changed through drafts. Its tags, its team and its folder can be changed here.</Notice>
      )}
      {!canWrite && <Notice>You can read these settings. {whyNot(story)}</Notice>}
      <TextField
        label="Name"
        error={problemAt(update.error, 'name')}
        type="text"
        required
        maxLength={255}
        value={form.name}
        readOnly={isDefinitionClosed}
        onChange={(event) => set({ name: event.target.value })}
      />
      <Field label="Description" isOptional error={problemAt(update.error, 'description')}>
        {(wiring) => (
          <textarea
            {...wiring}
            rows={3}
            value={form.description}
            readOnly={isDefinitionClosed}
            onChange={(event) => set({ description: event.target.value })}
            className={inputClass(false, 'field-sizing-content h-auto! max-h-48 min-h-18 py-2')}
          />
        )}
      </Field>
      <TextField
        label="Tags"
        isOptional
        help="Words to find it by, with commas between."
        error={problemAt(update.error, 'add_tag_names')}
        type="text"
        value={form.tags}
        readOnly={!canWrite}
        onChange={(event) => set({ tags: event.target.value })}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        {teams.length > 1 && (
          <Field label="Team" error={problemAt(update.error, 'team_id')}>
            {(wiring) => (
              <select
                {...wiring}
                value={form.teamId}
                disabled={!canWrite || !holds(user, story.team_id, 'story:move')}
                onChange={(event) => set({ teamId: Number(event.target.value), folderId: null })}
                className={inputClass()}
              >
                {teams.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
        <Field label="Folder" error={problemAt(update.error, 'folder_id')}>
          {(wiring) => (
            <select
              {...wiring}
              value={newFolder === undefined ? (form.folderId ?? '') : 'new'}
              disabled={!canWrite}
              onChange={(event) => {
                const { value } = event.target;
                setNewFolder(value === 'new' ? '' : undefined);
                if (value !== 'new') set({ folderId: value === '' ? null : Number(value) });
              }}
              className={inputClass()}
            >
              <option value="">In no folder</option>
              {folders.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
              <option value="new">New folder…</option>
            </select>
          )}
        </Field>
        {newFolder !== undefined && (
          <TextField
            label="Name of the folder"
            autoFocus
            type="text"
            maxLength={255}
            value={newFolder}
            onChange={(event) => setNewFolder(event.target.value)}
          />
        )}
        <Field
          label="Keep events for"
          help="Then they are removed by themselves."
          error={problemAt(update.error, 'keep_events_for')}
        >
          {(wiring) => (
            <select
              {...wiring}
              value={form.keepEventsFor}
              disabled={isDefinitionClosed}
              onChange={(event) => set({ keepEventsFor: Number(event.target.value) })}
              className={inputClass()}
            >
              {retentions.map((seconds) => (
                <option key={seconds} value={seconds}>
                  {spanText(seconds)}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      <div className="flex flex-col gap-2.5">
        <Switch
          words="High priority: its events go first when there is much to do"
          isOn={form.priority}
          isDisabled={isDefinitionClosed}
          onChange={(priority) => set({ priority })}
        />
        <Switch
          words="Tell its recipients when an action fails"
          isOn={form.monitorFailures}
          isDisabled={isDefinitionClosed}
          onChange={(monitorFailures) => set({ monitorFailures })}
        />
        <Switch
          words="Only owners of the story approve its drafts"
          isOn={form.ownersOnly}
          isDisabled={!canWrite}
          onChange={(ownersOnly) => set({ ownersOnly })}
        />
      </div>
      {problem !== null && <Notice tone="danger">{problem}</Notice>}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{canWrite ? 'Cancel' : 'Close'}</Button>
        {canWrite && (
          <Button type="submit" look="primary" disabled={form.name.trim() === '' || !isChanged || isPending}>
            {isPending ? 'Saving…' : 'Save'}
          </Button>
        )}
      </div>
    </form>
  );
}

function whyNot(story: StoryResponse): string {
  if (story.locked) return 'Unlock the story to change them.';
  if (story.synced_from !== null) return 'It is a copy: change its original.';
  return 'Changing them needs the role of an editor.';
}
