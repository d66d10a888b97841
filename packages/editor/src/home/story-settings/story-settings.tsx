/** The settings of a story, in a dialog: read anew when it opens, of the draft that they would go to. */
import type { StoryResponse } from '@fabula/model';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { actionsQuery } from '../../data/actions.ts';
import { draftsQuery } from '../../data/drafts.ts';
import { settingsQuery } from '../../data/story-settings.ts';
import type { Team } from '../../data/teams.ts';
import { LeaveQuestion, UnsavedGuard } from '../../settings/unsaved-guard.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Failed, SkeletonRows } from '../../ui/states.tsx';
import { proposedDraft } from './draft-field.tsx';
import { SettingsForm } from './settings-form.tsx';

interface StorySettingsProps {
  readonly story: StoryResponse;
  readonly teams: readonly Team[];
  /** The draft that is open on the board. */
  readonly draftId?: number | null | undefined;
  readonly onClose: () => void;
}

export function StorySettings({ story, teams, draftId, onClose }: StorySettingsProps) {
  const [isUnsaved, setUnsaved] = useState(false);
  const [isAsked, setAsked] = useState(false);
  const leave = () => (isUnsaved ? setAsked(true) : onClose());
  return (
    <Dialog isOpen onClose={leave} title={`Settings of ${story.name}`}>
      <Settings
        story={story}
        teams={teams}
        draftId={draftId}
        onClose={onClose}
        onLeave={leave}
        onUnsaved={setUnsaved}
      />
      <UnsavedGuard isUnsaved={isUnsaved} />
      <LeaveQuestion isOpen={isAsked} onStay={() => setAsked(false)} onLeave={onClose} />
    </Dialog>
  );
}

interface SettingsProps extends StorySettingsProps {
  /** Asks first, where something would be lost. */
  readonly onLeave: () => void;
  readonly onUnsaved: (isUnsaved: boolean) => void;
}

function Settings({ story, teams, draftId: opened, ...leaving }: SettingsProps) {
  /** undefined: nobody has chosen. */
  const [chosen, setChosen] = useState<number | null | undefined>(opened ?? undefined);
  const live = useQuery(settingsQuery({ storyId: story.id, draftId: null }));
  const isControlled = live.data?.change_control_enabled ?? false;
  const drafts = useQuery({ ...draftsQuery(story.id), enabled: isControlled });
  const knowsDraft = !isControlled || drafts.isSuccess;
  const draftId = isControlled ? (chosen ?? proposedDraft(drafts.data ?? [])) : null;
  const place = { storyId: story.id, draftId };
  const definition = useQuery({ ...settingsQuery(place), enabled: live.isSuccess && knowsDraft });
  const actions = useQuery({ ...actionsQuery(place), enabled: live.isSuccess && knowsDraft });

  const failed = [live, drafts, definition, actions].find(({ isError }) => isError);
  if (failed?.error) {
    return <Failed what="The settings could not be read." error={failed.error} onRetry={() => void failed.refetch()} />;
  }
  if (!live.data || !definition.data || !actions.data || !knowsDraft) {
    return <SkeletonRows count={6} className="h-12" />;
  }
  return (
    <SettingsForm
      key={draftId ?? 'live'}
      story={live.data}
      definition={definition.data}
      actions={actions.data}
      teams={teams}
      drafts={drafts.data ?? []}
      draftId={draftId}
      onDraft={setChosen}
      {...leaving}
    />
  );
}
