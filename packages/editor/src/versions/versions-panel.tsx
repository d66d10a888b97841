/** The moments of a story that were kept: to look at, to name, and to go back to. */
import type { StoryResponse } from '@fabula/model';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Bookmark } from 'lucide-react';
import { useState } from 'react';
import { useNames } from '../changes/use-names.ts';
import type { Draft } from '../data/drafts.ts';
import type { Editing, StoryPlace } from '../data/editing.ts';
import { versionsQuery } from '../data/versions.ts';
import { LoadMore } from '../ui/load-more.tsx';
import { Notice } from '../ui/notice.tsx';
import { Panel } from '../ui/panel.tsx';
import { Segments } from '../ui/segments.tsx';
import { Empty, Failed, SkeletonRows } from '../ui/states.tsx';
import { KeepForm } from './keep-form.tsx';
import type { Restored } from './restore-dialog.tsx';
import { type RestoreWay, restoreWay } from './restore-way.ts';
import { RestoredNotice } from './restored-notice.tsx';
import { VersionRow } from './version-row.tsx';

interface VersionsPanelProps {
  /** What is open: versions are made of it, and restored into it. */
  readonly editing: Editing;
  readonly story: StoryResponse;
  readonly drafts: readonly Draft[];
  readonly draftName: string | undefined;
  /** Whether the person may make, name and delete versions. */
  readonly canWrite: boolean;
  /** null: to the live story. */
  readonly onGo: (draftId: number | null) => void;
  readonly onClose: () => void;
  readonly focusCount: number;
}

const places = [
  { name: 'draft', label: 'Of this draft' },
  { name: 'live', label: 'Of the live story' },
] as const;

export function VersionsPanel(props: VersionsPanelProps) {
  const { editing, story, drafts, draftName, canWrite, onGo, onClose, focusCount } = props;
  const { storyId, draftId } = editing;
  const [shown, setShown] = useState<'draft' | 'live'>('draft');
  const [restored, setRestored] = useState<Restored>();
  const nameOf = useNames(story.team_id);
  const way = restoreWay(editing, story, canWrite);
  const listed: StoryPlace = { storyId, draftId: shown === 'live' ? null : draftId };
  return (
    <Panel
      side="left"
      isWide
      label="Versions"
      focusCount={focusCount}
      onClose={onClose}
      header={
        <>
          <Bookmark className="size-4.5 shrink-0 text-ink-faint" aria-hidden />
          <h2 className="min-w-0 truncate font-medium">
            Versions{draftName !== undefined && <span className="font-normal text-ink-soft"> for {draftName}</span>}
          </h2>
        </>
      }
    >
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="flex flex-col gap-3 px-4 pb-3">
          {canWrite && <KeepForm place={editing} />}
          {draftId !== null && <Segments label="Versions" choices={places} value={shown} onChange={setShown} />}
          {restored !== undefined && (
            <RestoredNotice
              key={restored.keptId}
              storyId={storyId}
              restored={restored}
              onClose={() => setRestored(undefined)}
            />
          )}
          {canWrite && way.kind === 'refused' && editing.why !== undefined && (
            <Notice>Nothing can be restored here. {editing.why}</Notice>
          )}
        </div>
        <VersionList
          listed={listed}
          editing={editing}
          canWrite={canWrite}
          way={way}
          drafts={drafts}
          nameOf={nameOf}
          onRestored={(done) => {
            setRestored(done);
            onGo(done.draftId);
          }}
        />
      </div>
    </Panel>
  );
}

interface VersionListProps extends Pick<VersionsPanelProps, 'editing' | 'canWrite' | 'drafts'> {
  readonly listed: StoryPlace;
  readonly way: RestoreWay;
  readonly nameOf: (userId: number | null) => string;
  readonly onRestored: (restored: Restored) => void;
}

function VersionList({ listed, ...rest }: VersionListProps) {
  const list = useInfiniteQuery(versionsQuery(listed));
  const versions = list.data?.pages.flatMap((page) => page.story_versions) ?? [];
  if (list.isPending) return <SkeletonRows count={4} className="h-13" />;
  if (list.isError && versions.length === 0) {
    return <Failed what="The versions could not be read." error={list.error} onRetry={() => void list.refetch()} />;
  }
  if (versions.length === 0) {
    return (
      <Empty icon={<Bookmark />} title="No versions yet">
        One is kept by itself before something is promoted or restored. Keep one of your own before you try something.
      </Empty>
    );
  }
  return (
    <>
      <ul aria-label="Versions" className="flex flex-col border-b border-line">
        {versions.map((version) => (
          <VersionRow key={version.id} version={version} {...rest} />
        ))}
      </ul>
      <LoadMore
        hasMore={list.hasNextPage}
        isLoading={list.isFetchingNextPage}
        onMore={() => void list.fetchNextPage()}
      />
    </>
  );
}
