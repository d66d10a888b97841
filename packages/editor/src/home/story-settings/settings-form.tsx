/** One form, saved as a whole: only what was changed is sent, each part to where it belongs. */
import type { ActionResponse, StoryResponse } from '@fabula/model';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import type { Draft } from '../../data/drafts.ts';
import { otherProblem } from '../../data/failure.ts';
import { useCreateFolder } from '../../data/folders.ts';
import { holds, sessionQuery } from '../../data/session.ts';
import { readSettings, useSaveSettings } from '../../data/story-settings.ts';
import type { Team } from '../../data/teams.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { ApiSection } from './api-section.tsx';
import { CallsSection } from './calls-section.tsx';
import { DraftField } from './draft-field.tsx';
import { FailuresSection } from './failures-section.tsx';
import { NameSection } from './name-section.tsx';
import { OwnersSection } from './owners-section.tsx';
import { PlaceSection } from './place-section.tsx';
import { ProtectionSection } from './protection-section.tsx';
import { RunningSection } from './running-section.tsx';
import {
  hasProblems,
  planOf,
  problemsIn,
  type SettingsProblems,
  settingsOf,
  touchesDefinition,
} from './settings-values.ts';

interface SettingsFormProps {
  readonly story: StoryResponse;
  /** The story, or the draft that its definition is changed in. */
  readonly definition: StoryResponse;
  readonly actions: readonly ActionResponse[];
  readonly teams: readonly Team[];
  readonly drafts: readonly Draft[];
  readonly draftId: number | null;
  readonly onDraft: (draftId: number | null) => void;
  readonly onClose: () => void;
  /** Asks first, where something would be lost. */
  readonly onLeave: () => void;
  readonly onUnsaved: (isUnsaved: boolean) => void;
}

/** Their problems stand beside them. */
const fieldNames = [
  ...[
    'name',
    'description',
    'keep_events_for',
    'team_id',
    'folder_id',
    'add_tag_names',
    'draft_id',
    'user_id',
    'address',
  ],
  ...['send_to_story_access_source', 'entry_action_id', 'exit_action_ids', 'send_to_story_access', 'shared_team_slugs'],
  ...['webhook_api_enabled', 'api_entry_action_id', 'api_exit_action_ids', 'change_control_owners_only', 'locked'],
];
const nothingWrong: SettingsProblems = { calls: {}, api: {} };

export function SettingsForm(props: SettingsFormProps) {
  const { story, definition, actions, teams, drafts, draftId, onDraft, onClose, onLeave, onUnsaved } = props;
  const { data: user } = useQuery({ ...sessionQuery, enabled: false });
  const save = useSaveSettings({ storyId: story.id, draftId });
  const createFolder = useCreateFolder();
  const [before, setBefore] = useState(() => settingsOf(story, definition));
  const [form, setForm] = useState(before);
  const [newFolder, setNewFolder] = useState<string>();
  const [isTried, setTried] = useState(false);
  const set = (change: Partial<typeof form>) => setForm((known) => ({ ...known, ...change }));

  const holdsWrite = holds(user, story.team_id, 'story:write');
  const isCopy = story.synced_from !== null;
  const canWrite = holdsWrite && !isCopy && !(before.locked && form.locked);
  // Of a copy, its team decides where it lies and who hears of its failures.
  const canWriteHere = canWrite || (holdsWrite && isCopy);
  const found = problemsIn(before, form, actions);
  const shown = isTried ? found : nothingWrong;
  const plan = planOf(before, form, actions);
  const isChanged = plan !== null || (newFolder ?? '').trim() !== '';
  const isPending = save.isPending || createFolder.isPending;
  const error = save.error;
  const problem = createFolder.error?.message ?? otherProblem(error, fieldNames);
  const part = { form, onChange: set, error, isClosed: !canWrite };

  useEffect(() => onUnsaved(isChanged), [isChanged, onUnsaved]);

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (!isPending && isChanged && !hasProblems(found)) void saveAll();
  }

  async function saveAll() {
    try {
      let wanted = form;
      if (newFolder !== undefined && newFolder.trim() !== '') {
        const made = await createFolder.mutateAsync({ name: newFolder.trim(), teamId: form.teamId, parentId: null });
        wanted = { ...form, folderId: made.id };
        setForm(wanted);
        setNewFolder(undefined);
      }
      const all = planOf(before, wanted, actions);
      if (all !== null) await save.mutateAsync(all);
      onClose();
    } catch {
      // The mutations keep their errors, and the form shows them. What did get through is not sent again.
      const [nowStory, nowDefinition] = await Promise.all([
        readSettings({ storyId: story.id, draftId: null }),
        readSettings({ storyId: story.id, draftId }),
      ]).catch(() => [story, definition] as const);
      setBefore(settingsOf(nowStory, nowDefinition));
    }
  }

  return (
    <form onSubmit={onSubmit} noValidate className="flex flex-col gap-5">
      {!canWrite && <Notice>{whyNot(story, holdsWrite)}</Notice>}
      <Group title={story.change_control_enabled ? 'What runs' : undefined}>
        {story.change_control_enabled && (
          <DraftField
            drafts={drafts}
            draftId={draftId}
            onChange={onDraft}
            isChanged={touchesDefinition(before, form, actions)}
            isClosed={!canWrite}
            error={error}
          />
        )}
        <NameSection {...part} problem={shown.name} />
        <RunningSection {...part} />
        <FailuresSection {...part} isClosed={!canWriteHere} isSwitchClosed={!canWrite} problem={shown.recipient} />
        <CallsSection {...part} teamId={story.team_id} actions={actions} problems={shown.calls} />
        <ApiSection {...part} actions={actions} problems={shown.api} />
      </Group>
      <Group
        title={story.change_control_enabled ? 'The story itself' : undefined}
        lead="What is changed here holds at once, with or without a draft."
      >
        <PlaceSection
          {...part}
          teams={teams}
          canMove={holds(user, story.team_id, 'story:move')}
          isFolderClosed={!canWriteHere}
          newFolder={newFolder}
          onNewFolder={setNewFolder}
        />
        <OwnersSection {...part} />
        <ProtectionSection {...part} canLock={holdsWrite && !isCopy} />
      </Group>
      <div className="sticky -bottom-5 -mx-5 -mb-5 flex flex-col gap-3 border-t border-line bg-surface px-5 py-3.5">
        {problem !== null && <Notice tone="danger">{problem}</Notice>}
        {isTried && hasProblems(found) && (
          <Notice tone="danger">Nothing is saved yet: mend what is marked above first.</Notice>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onLeave}>{holdsWrite ? 'Cancel' : 'Close'}</Button>
          {holdsWrite && (
            <Button type="submit" look="primary" disabled={!isChanged || isPending}>
              {isPending ? 'Saving…' : 'Save'}
            </Button>
          )}
        </div>
      </div>
    </form>
  );
}

interface GroupProps {
  /** Only where the two kinds of settings go to different places. */
  readonly title: string | undefined;
  readonly lead?: string;
  readonly children: ReactNode;
}

function Group({ title, lead, children }: GroupProps) {
  return (
    <div className="flex flex-col gap-5 [&+div]:border-t [&+div]:border-line [&+div]:pt-5">
      {title !== undefined && (
        <div>
          <h2 className="text-base font-medium">{title}</h2>
          {lead !== undefined && <p className="text-xs text-ink-soft">{lead}</p>}
        </div>
      )}
      {children}
    </div>
  );
}

function whyNot(story: StoryResponse, holdsWrite: boolean): string {
  if (!holdsWrite) return 'You can read these settings. Changing them needs the role of an editor.';
  if (story.synced_from !== null) {
    return 'This story is a copy: change its original. Its folder and who hears of its failures are up to you.';
  }
  return 'The story is locked. Unlock it below to change its settings.';
}
