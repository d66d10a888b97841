import type { StoryResponse } from '@fabula/model';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { BookOpenText, Download, FileUp, Search } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { actionCountQuery } from '../data/actions.ts';
import { exportAddress, storiesQuery } from '../data/stories.ts';
import { teamsQuery } from '../data/teams.ts';
import { ExamplesButton } from '../examples/examples-button.tsx';
import { Button } from '../ui/button.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { Empty, Failed, SkeletonRows } from '../ui/states.tsx';
import { TimeAgo } from '../ui/time-ago.tsx';
import { Tooltip } from '../ui/tooltip.tsx';
import { useShortcut } from '../ui/use-shortcut.ts';
import { ImportDialog } from './import-dialog.tsx';
import { StoryChips } from './story-chips.tsx';
import { TopBar } from './top-bar.tsx';

export function StoriesPage() {
  const { team, search } = useSearch({ from: '/signed-in/stories' });
  const navigate = useNavigate({ from: '/stories' });
  const teams = useQuery(teamsQuery);
  const [isImporting, setImporting] = useState(false);
  const hasSeveralTeams = (teams.data?.length ?? 0) > 1;
  return (
    <div className="flex h-full flex-col">
      <title>Stories · Fabula</title>
      <TopBar>
        <h1 className="font-medium">Stories</h1>
      </TopBar>
      <main className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex max-w-5xl flex-col gap-4 p-4 md:p-8">
          <div className="flex flex-wrap items-center gap-2">
            <SearchField
              initial={search ?? ''}
              onSearch={(text) =>
                void navigate({
                  search: (before) => ({ ...before, search: text === '' ? undefined : text }),
                  replace: true,
                })
              }
            />
            {hasSeveralTeams && (
              <select
                aria-label="Team"
                value={team ?? ''}
                onChange={(event) => {
                  const chosen = event.target.value;
                  void navigate({
                    search: (before) => ({ ...before, team: chosen === '' ? undefined : Number(chosen) }),
                  });
                }}
                className="h-9 rounded-lg border border-line bg-surface px-2.5 shadow-card"
              >
                <option value="">All teams</option>
                {teams.data?.map((each) => (
                  <option key={each.id} value={each.id}>
                    {each.name}
                  </option>
                ))}
              </select>
            )}
            <div className="ml-auto flex gap-2">
              <ExamplesButton teamId={team} />
              <Button look="primary" onClick={() => setImporting(true)}>
                <FileUp /> Import
              </Button>
            </div>
          </div>
          <StoryList
            teamId={team}
            search={search}
            teamNames={hasSeveralTeams ? new Map(teams.data?.map((each) => [each.id, each.name])) : undefined}
            onImport={() => setImporting(true)}
          />
        </div>
      </main>
      <ImportDialog isOpen={isImporting} onClose={() => setImporting(false)} teams={teams.data ?? []} teamId={team} />
    </div>
  );
}

const searchAfterMs = 250;

function SearchField({ initial, onSearch }: { readonly initial: string; readonly onSearch: (text: string) => void }) {
  const [text, setText] = useState(initial);
  useEffect(() => {
    if (text === initial) return;
    const timer = setTimeout(() => onSearch(text), searchAfterMs);
    return () => clearTimeout(timer);
  }, [text, initial, onSearch]);
  useShortcut('/', () => document.getElementById('story-search')?.focus());
  return (
    <div className="relative min-w-0 flex-1 sm:max-w-72">
      <Search className="pointer-events-none absolute top-2.5 left-3 size-4 text-ink-faint" aria-hidden />
      <input
        id="story-search"
        type="search"
        aria-label="Search stories"
        placeholder="Search stories"
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="h-9 w-full rounded-lg border border-line bg-surface pr-3 pl-9 shadow-card"
      />
    </div>
  );
}

interface StoryListProps {
  readonly teamId: number | undefined;
  readonly search: string | undefined;
  /** Shown in the rows; left out where there is only one team. */
  readonly teamNames: ReadonlyMap<number, string> | undefined;
  readonly onImport: () => void;
}

function StoryList({ teamId, search, teamNames, onImport }: StoryListProps) {
  const list = useInfiniteQuery({ ...storiesQuery({ teamId, search }), placeholderData: keepPreviousData });
  const stories = list.data?.pages.flatMap((page) => page.stories) ?? [];
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
  if (stories.length === 0) {
    return <Frame>{search === undefined ? <NoStories onImport={onImport} /> : <NothingFound search={search} />}</Frame>;
  }
  return (
    <Frame>
      <ul aria-label="Stories" className="divide-y divide-line">
        {stories.map((story) => (
          <StoryRow key={story.id} story={story} teamName={teamNames?.get(story.team_id)} />
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

function NothingFound({ search }: { readonly search: string }) {
  return <Empty icon={<Search />} title={`No story is called anything like “${search}”`} />;
}

function NoStories({ onImport }: { readonly onImport: () => void }) {
  return (
    <Empty icon={<BookOpenText />} title="No stories yet">
      <p>
        Bring one along: import a story export, a <code className="font-mono text-xs">.json</code> file from here or
        from another place that writes the same format. Or try an example, with the button above.
      </p>
      <Button look="primary" onClick={onImport} className="mt-4">
        <FileUp /> Import a story
      </Button>
    </Empty>
  );
}

function StoryRow({ story, teamName }: { readonly story: StoryResponse; readonly teamName: string | undefined }) {
  return (
    <li className="group relative flex items-center gap-3 px-4 py-3 hover:bg-hover">
      <span
        aria-hidden
        className="flex size-9 shrink-0 items-center justify-center rounded-lg bg-accent-soft text-accent"
      >
        <BookOpenText className="size-4.5" strokeWidth={1.8} />
      </span>
      <div className="min-w-0 flex-1">
        <div className="flex items-center gap-2">
          <Link
            to="/stories/$storyId"
            params={{ storyId: String(story.id) }}
            search={{}}
            className="truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:rounded-lg focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus"
          >
            {story.name}
          </Link>
          <StoryChips story={story} />
        </div>
        <p className="flex gap-1.5 truncate text-xs text-ink-faint">
          <ActionCount storyId={story.id} />
          <span aria-hidden>·</span>
          <span>
            edited <TimeAgo at={story.edited_at} />
          </span>
          {teamName !== undefined && (
            <>
              <span aria-hidden>·</span>
              <span className="truncate">{teamName}</span>
            </>
          )}
        </p>
      </div>
      <Tooltip text="Export as a file">
        <a
          href={exportAddress({ storyId: story.id, draftId: null })}
          download={`${story.slug || 'story'}.json`}
          aria-label={`Export ${story.name}`}
          className="relative flex size-9 shrink-0 items-center justify-center rounded-lg text-ink-soft hover:bg-line hover:text-ink"
        >
          <Download className="size-4" />
        </a>
      </Tooltip>
    </li>
  );
}

function ActionCount({ storyId }: { readonly storyId: number }) {
  const { data: count } = useQuery(actionCountQuery(storyId));
  return <span>{count === undefined ? '… actions' : count === 1 ? '1 action' : `${count} actions`}</span>;
}
