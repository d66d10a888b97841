/** The home: all stories, what narrows them, and the ways to get another. */
import type { StoryResponse } from '@fabula/model';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { BookOpenText, FileUp, Plus, Search, Trash2 } from 'lucide-react';
import { type DragEvent, type ReactNode, useCallback, useState } from 'react';
import { TopBar } from '../app/top-bar.tsx';
import { storyFoldersQuery } from '../data/folders.ts';
import { useMoveStory } from '../data/move-story.ts';
import { storiesQuery } from '../data/stories.ts';
import { teamsQuery } from '../data/teams.ts';
import { useDeleteStory } from '../data/trash.ts';
import { ExamplesButton } from '../examples/examples-button.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { Notice } from '../ui/notice.tsx';
import { Empty, Failed, SkeletonRows } from '../ui/states.tsx';
import { FoldersPanel } from './folders/folders-panel.tsx';
import { MoveDialog } from './folders/move-dialog.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { NewStoryDialog } from './new-story-dialog.tsx';
import { type HomeSearch, isNarrowed, toChoice } from './story-choice.ts';
import { StoryFilters } from './story-filters.tsx';
import { needsAttention, StoryRow } from './story-row.tsx';
import { StorySettings } from './story-settings/story-settings.tsx';
import { TrashDialog } from './trash-dialog.tsx';

type Open =
  | { readonly kind: 'new' | 'trash' }
  | { readonly kind: 'import'; readonly file?: File }
  | { readonly kind: 'settings' | 'delete' | 'move'; readonly story: StoryResponse };

export function StoriesPage() {
  const search = useSearch({ from: '/signed-in/stories' });
  const navigate = useNavigate({ from: '/stories' });
  const teams = useQuery(teamsQuery).data ?? [];
  const [open, setOpen] = useState<Open>();
  const [problem, setProblem] = useState<string>();
  const [dragged, setDragged] = useState<StoryResponse>();
  const folders = useQuery(storyFoldersQuery(search.team)).data ?? [];
  const folder = folders.find(({ id }) => id === search.folder);
  const close = () => setOpen(undefined);
  const change = useCallback(
    (next: HomeSearch, replace = false) => void navigate({ search: (before) => ({ ...before, ...next }), replace }),
    [navigate],
  );

  function onDrop(event: DragEvent) {
    const file = event.dataTransfer.files[0];
    if (file === undefined) return;
    event.preventDefault();
    setOpen({ kind: 'import', file });
  }

  return (
    <div className="flex h-full flex-col">
      <title>Stories · Fabula</title>
      <TopBar>
        <h1 className="font-medium">Stories</h1>
      </TopBar>
      {/* A file may be dropped anywhere on the page; the dialog is the way for everybody else. */}
      <main
        className="min-h-0 flex-1 overflow-y-auto"
        onDragOver={(event) => {
          if (event.dataTransfer.types.includes('Files')) event.preventDefault();
        }}
        onDrop={onDrop}
      >
        <div className="mx-auto flex max-w-6xl flex-col gap-4 p-4 md:p-8">
          <div className="flex flex-wrap items-center gap-2">
            <StoryFilters value={search} teams={teams} onChange={change} />
            <div className="ml-auto flex flex-wrap items-center justify-end gap-2">
              <IconButton label="Trash" onClick={() => setOpen({ kind: 'trash' })}>
                <Trash2 />
              </IconButton>
              <ExamplesButton teamId={search.team} />
              <Button onClick={() => setOpen({ kind: 'import' })}>
                <FileUp aria-hidden /> Import
              </Button>
              <Button look="primary" onClick={() => setOpen({ kind: 'new' })}>
                <Plus aria-hidden /> New story
              </Button>
            </div>
          </div>
          {problem !== undefined && (
            <Notice tone="danger" onClose={() => setProblem(undefined)}>
              {problem}
            </Notice>
          )}
          <div className="flex flex-col gap-3 md:flex-row md:items-start md:gap-6">
            <FoldersPanel
              teams={teams}
              teamId={search.team}
              folderId={search.folder}
              onFolder={(id) => change({ folder: id })}
              draggedStory={dragged}
              onProblem={setProblem}
            />
            <div className="min-w-0 flex-1">
              <StoryList
                search={search}
                teamNames={teams.length > 1 ? new Map(teams.map((each) => [each.id, each.name])) : undefined}
                onOpen={setOpen}
                onDrag={setDragged}
                onProblem={setProblem}
                onShowAll={() => void navigate({ search: ({ team }) => ({ team }) })}
              />
            </div>
          </div>
        </div>
      </main>
      <ImportDialog
        isOpen={open?.kind === 'import'}
        onClose={close}
        teams={teams}
        teamId={search.team}
        dropped={open?.kind === 'import' ? open.file : undefined}
      />
      <NewStoryDialog
        isOpen={open?.kind === 'new'}
        onClose={close}
        teams={teams}
        // A folder belongs to one team: what is made in it does too.
        teamId={folder?.team_id ?? search.team}
        folderId={search.folder}
      />
      <TrashDialog isOpen={open?.kind === 'trash'} onClose={close} />
      {open?.kind === 'settings' && <StorySettings story={open.story} teams={teams} onClose={close} />}
      {open?.kind === 'move' && <MoveStory story={open.story} onProblem={setProblem} onClose={close} />}
      {open?.kind === 'delete' && <DeleteStory story={open.story} onClose={close} />}
    </div>
  );
}

interface MoveStoryProps {
  readonly story: StoryResponse;
  readonly onProblem: (problem: string) => void;
  readonly onClose: () => void;
}

function MoveStory({ story, onProblem, onClose }: MoveStoryProps) {
  const folders = useQuery(storyFoldersQuery(story.team_id)).data ?? [];
  const move = useMoveStory();
  return (
    <MoveDialog
      what={story.name}
      moved={{ kind: 'story', teamId: story.team_id, folderId: story.folder_id }}
      folders={folders}
      onClose={onClose}
      onMove={(target) => {
        const moving = move.mutateAsync({ story, folderId: target?.id ?? null });
        moving.catch((problem: Error) => onProblem(`“${story.name}” could not be moved: ${problem.message}`));
      }}
    />
  );
}

function DeleteStory({ story, onClose }: { readonly story: StoryResponse; readonly onClose: () => void }) {
  const remove = useDeleteStory();
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={`Delete the story “${story.name}”?`}
      action="Delete the story"
      pending="Deleting…"
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(story.id, { onSuccess: onClose })}
    >
      It stops at once. Its runs, its events and its drafts go for good; the story itself lies in the trash for 30 days
      and can be restored from there.
    </ConfirmDialog>
  );
}

interface StoryListProps {
  readonly search: HomeSearch;
  /** Shown in the rows; left out where there is only one team. */
  readonly teamNames: ReadonlyMap<number, string> | undefined;
  readonly onOpen: (open: Open) => void;
  readonly onDrag: (story: StoryResponse | undefined) => void;
  readonly onProblem: (problem: string) => void;
  readonly onShowAll: () => void;
}

function StoryList({ search, teamNames, onOpen, onDrag, onProblem, onShowAll }: StoryListProps) {
  const list = useInfiniteQuery({ ...storiesQuery(toChoice(search)), placeholderData: keepPreviousData });
  const folders = useQuery(storyFoldersQuery(search.team)).data;
  const folderNames = new Map(folders?.map(({ id, name }) => [id, name]));
  const all = list.data?.pages.flatMap((page) => page.stories) ?? [];
  const stories = search.filter === 'attention' ? all.filter(needsAttention) : all;
  if (list.isPending) {
    return (
      <Frame>
        <SkeletonRows count={5} className="h-12" />
      </Frame>
    );
  }
  if (list.isError && stories.length === 0) {
    return (
      <Frame>
        <Failed what="The stories could not be read." error={list.error} onRetry={() => void list.refetch()} />
      </Frame>
    );
  }
  if (stories.length === 0 && !list.hasNextPage) {
    return (
      <Frame>
        {isNarrowed(search) ? <NothingFound search={search} onShowAll={onShowAll} /> : <NoStories onOpen={onOpen} />}
      </Frame>
    );
  }
  return (
    <Frame>
      <ul aria-label="Stories" className="divide-y divide-line">
        {stories.map((story) => (
          <StoryRow
            key={story.id}
            story={story}
            teamName={teamNames?.get(story.team_id)}
            folderName={story.folder_id === null ? undefined : folderNames.get(story.folder_id)}
            onSettings={() => onOpen({ kind: 'settings', story })}
            onDelete={() => onOpen({ kind: 'delete', story })}
            onMove={() => onOpen({ kind: 'move', story })}
            onDrag={(isDragged) => onDrag(isDragged ? story : undefined)}
            onProblem={onProblem}
          />
        ))}
      </ul>
      <LoadMore
        hasMore={list.hasNextPage}
        isLoading={list.isFetchingNextPage}
        onMore={() => void list.fetchNextPage()}
      />
    </Frame>
  );
}

function Frame({ children }: { readonly children: ReactNode }) {
  return <div className="overflow-hidden rounded-2xl border border-line bg-surface shadow-card">{children}</div>;
}

function NothingFound({ search, onShowAll }: { readonly search: HomeSearch; readonly onShowAll: () => void }) {
  const isCalm = search.filter === 'attention' && search.search === undefined;
  const hasNoFavorites = search.filter === 'favorite' && search.search === undefined;
  const title = isCalm
    ? 'Everything works'
    : hasNoFavorites
      ? 'No favourites yet'
      : search.search === undefined
        ? 'No story is like that'
        : `No story is called anything like “${search.search}”`;
  return (
    <Empty icon={<Search />} title={title}>
      {hasNoFavorites && <p>The star in the row of a story makes it one.</p>}
      <Button onClick={onShowAll} className="mt-2">
        Show all stories
      </Button>
    </Empty>
  );
}

function NoStories({ onOpen }: Pick<StoryListProps, 'onOpen'>) {
  return (
    <Empty icon={<BookOpenText />} title="No stories yet">
      <p>
        A story is a few actions in a row: something arrives, is looked at, and something is done about it. Begin with
        an empty one, or bring one along: a story export, a <code className="font-mono text-xs">.json</code> file from
        here or from another place that writes the same format. Or try an example, with the button above.
      </p>
      <div className="mt-4 flex flex-wrap justify-center gap-2">
        <Button look="primary" onClick={() => onOpen({ kind: 'new' })}>
          <Plus aria-hidden /> New story
        </Button>
        <Button onClick={() => onOpen({ kind: 'import' })}>
          <FileUp aria-hidden /> Import a story
        </Button>
      </div>
    </Empty>
  );
}
