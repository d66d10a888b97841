/** One story: the board in the middle, runs on its left, the chosen action on its right. What is open is in the address. */
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { PencilRuler } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { boardChanges } from '../canvas/board-changes.ts';
import { runPath } from '../canvas/run-path.ts';
import { Storyboard } from '../canvas/storyboard.tsx';
import { ChangesPanel } from '../changes/changes-panel.tsx';
import { actionsQuery } from '../data/actions.ts';
import { ActivityContext } from '../data/activity.ts';
import { differencesOf } from '../data/change-request.ts';
import { RequestFailure } from '../data/http.ts';
import { useLiveStory } from '../data/live.ts';
import { notesQuery } from '../data/notes.ts';
import { runEventsQuery } from '../data/runs.ts';
import { storyQuery } from '../data/stories.ts';
import { teamsQuery } from '../data/teams.ts';
import { waitingCallsQuery } from '../data/tool-confirmations.ts';
import { EventsPanel } from '../events/events-panel.tsx';
import { StorySettings } from '../home/story-settings/story-settings.tsx';
import { Inspector } from '../inspector/inspector.tsx';
import { RunsPanel } from '../runs/runs-panel.tsx';
import { Button } from '../ui/button.tsx';
import { useCommands } from '../ui/commands.ts';
import { Empty, Failed, Skeleton } from '../ui/states.tsx';
import { useShortcut } from '../ui/use-shortcut.ts';
import { VersionsPanel } from '../versions/versions-panel.tsx';
import { BudgetBanner } from './budget-banner.tsx';
import { BudgetDialog } from './budget-dialog.tsx';
import { ChangeControlDialog } from './change-control-dialog.tsx';
import { ChangesButton } from './changes-button.tsx';
import { type DraftDialog, DraftDialogs } from './draft-dialogs.tsx';
import { EditInDraft } from './edit-in-draft.tsx';
import { EditingStrip } from './editing-strip.tsx';
import { FindAction } from './find-action.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { PlaceMenu } from './place-menu.tsx';
import { ShortcutsHelp } from './shortcuts-help.tsx';
import { StoryBar } from './story-bar.tsx';
import { StoryMenu } from './story-menu.tsx';
import { TopBar } from './top-bar.tsx';
import { useGoTo } from './use-go-to.ts';
import { usePlace } from './use-place.ts';

export function StoryPage() {
  const { storyId: text } = useParams({ from: '/signed-in/stories/$storyId' });
  const storyId = Number(text);
  const isId = Number.isSafeInteger(storyId) && storyId > 0;
  const story = useQuery({ ...storyQuery(storyId), enabled: isId });
  const isGone = story.error instanceof RequestFailure && story.error.status === 404;
  if (!isId || isGone) {
    return (
      <NotFoundPage title="There is no such story">It may have been deleted, or it is not yours to see.</NotFoundPage>
    );
  }
  return <OpenStory key={storyId} storyId={storyId} />;
}

type Dialog = 'find' | 'help' | 'settings' | 'budget' | 'change-control' | DraftDialog;

function OpenStory({ storyId }: { readonly storyId: number }) {
  const search = useSearch({ from: '/signed-in/stories/$storyId' });
  const navigate = useNavigate({ from: '/stories/$storyId' });
  const { place, story, editing, drafts, draft, isGone, ...known } = usePlace(storyId, search.draft ?? null);
  const actions = useQuery({ ...actionsQuery(place), enabled: !isGone });
  const notes = useQuery({ ...notesQuery(place), enabled: !isGone });
  const runEvents = useQuery({ ...runEventsQuery(place, search.run ?? ''), enabled: search.run !== undefined });
  const waiting = useQuery({ ...waitingCallsQuery(place), enabled: !isGone });
  const { store, state, others } = useLiveStory(place);
  const [dialog, setDialog] = useState<Dialog>();
  const teams = useQuery({ ...teamsQuery, enabled: dialog === 'settings' });
  const close = () => setDialog(undefined);
  // Rises each time a panel is opened by keyboard: then it takes the focus.
  const [focus, setFocus] = useState({ inspector: 0, left: 0 });

  const byId = useMemo(() => new Map(actions.data?.map((action) => [action.id, action])), [actions.data]);
  const chosen = search.action === undefined ? undefined : byId.get(search.action);
  const draftPlace = useMemo(
    () => (place.draftId === null || isGone ? undefined : { storyId, draftId: place.draftId }),
    [storyId, place.draftId, isGone],
  );
  const showsChanges = search.side === 'changes' && draftPlace !== undefined;
  const differences = useMemo(
    () => (known.changes.data === undefined ? undefined : differencesOf(known.changes.data)),
    [known.changes.data],
  );
  const [hidesMoves, setHidesMoves] = useState(true);
  const marked = useMemo(() => {
    if (!showsChanges || differences === undefined) return undefined;
    const shown = hidesMoves ? differences.filter(({ isPositional }) => !isPositional) : differences;
    return boardChanges(shown);
  }, [showsChanges, differences, hidesMoves]);
  const path = useMemo(() => {
    if (search.run === undefined || runEvents.data === undefined || actions.data === undefined) return undefined;
    return runPath(
      search.run,
      runEvents.data.map((event) => event.action_id),
      actions.data,
    );
  }, [search.run, runEvents.data, actions.data]);

  const go = useCallback(
    (change: Partial<typeof search>, replace = false) =>
      void navigate({ search: (before) => ({ ...before, ...change }), replace }),
    [navigate],
  );
  const openAction = useCallback(
    (id: number, how: 'pointer' | 'keyboard') => {
      go({ action: id, event: undefined, option: undefined });
      if (how === 'keyboard') setFocus((before) => ({ ...before, inspector: before.inspector + 1 }));
    },
    [go],
  );
  const openEvent = useCallback((id: number, event: number) => go({ action: id, event, tab: 'events' }), [go]);
  const closeAction = () => {
    if (search.action !== undefined) go({ action: undefined, event: undefined, option: undefined });
  };
  const closeLeft = () => {
    if (search.runs !== undefined || search.side !== undefined) {
      go({ runs: undefined, run: undefined, side: undefined });
    }
  };
  /** The panels on the left take turns. */
  const openLeft = (what: { runs: true } | { side: 'changes' | 'versions' | 'events' }) => {
    go({ runs: undefined, run: undefined, side: undefined, ...what, ...aside() });
    setFocus((before) => ({ ...before, left: before.left + 1 }));
  };
  const goTo = useGoTo(place, actions.data, chosen?.guid, go);
  const toggleRuns = () => (search.runs ? closeLeft() : openLeft({ runs: true }));
  const toggleChanges = () => (showsChanges ? closeLeft() : openLeft({ side: 'changes' }));
  const toggleEvents = () => (search.side === 'events' ? closeLeft() : openLeft({ side: 'events' }));
  const toggleVersions = () => (search.side === 'versions' ? closeLeft() : openLeft({ side: 'versions' }));
  const showAction = (guid: string) => {
    const action = actions.data?.find((each) => each.guid === guid);
    if (action !== undefined) go({ action: action.id, event: undefined, ...(isNarrow() ? { side: undefined } : {}) });
  };
  useShortcut('?', () => setDialog('help'));
  useShortcut('r', toggleRuns);
  useShortcut('v', toggleVersions);
  useShortcut('e', toggleEvents);
  useCommands([
    { name: 'Show the runs', keys: ['r'], run: toggleRuns },
    { name: 'Show the events of the story', keys: ['e'], run: toggleEvents },
    { name: 'Show the versions', keys: ['v'], run: toggleVersions },
    ...(draftPlace === undefined ? [] : [{ name: 'Show the changes of the draft', run: toggleChanges }]),
    ...drafts.map(({ id, name }) => ({ name: `Go to the draft ${name}`, run: () => goTo(id) })),
    ...(place.draftId === null ? [] : [{ name: 'Go to the live story', run: () => goTo(null) }]),
    { name: 'Find an action', keys: ['Ctrl', 'F'], run: () => setDialog('find') },
    { name: 'Keyboard shortcuts', keys: ['?'], run: () => setDialog('help') },
  ]);
  useShortcut('Escape', () => (chosen === undefined ? closeLeft() : closeAction()));

  const placeMenu = known.isControlled && (
    <PlaceMenu
      drafts={drafts}
      draftId={place.draftId}
      canEdit={known.canWrite}
      onGo={goTo}
      onNew={() => setDialog('new-draft')}
      onRename={() => setDialog('rename-draft')}
      onDelete={() => setDialog('delete-draft')}
    />
  );
  const failure = story.error ?? actions.error ?? notes.error;
  return (
    <ActivityContext value={store}>
      <div className="flex h-full flex-col">
        <title>{story.data === undefined ? 'Fabula' : `${story.data.name} · Fabula`}</title>
        <TopBar>
          <StoryBar
            story={story.data}
            live={state}
            people={others.people}
            isRunsOpen={search.runs === true}
            onToggleRuns={toggleRuns}
            waitingCount={waiting.data?.length ?? 0}
            place={placeMenu}
            menu={
              story.data !== undefined && (
                <StoryMenu
                  story={story.data}
                  place={place}
                  canControl={known.canControl}
                  onEvents={toggleEvents}
                  onVersions={toggleVersions}
                  onSettings={() => setDialog('settings')}
                  onBudget={() => setDialog('budget')}
                  onChangeControl={() => setDialog('change-control')}
                  onHelp={() => setDialog('help')}
                />
              )
            }
          />
        </TopBar>
        <BudgetBanner storyId={storyId} />
        {!isGone && (
          <EditingStrip editing={editing} draftName={draft?.name} place={placeMenu}>
            {known.isControlled && place.draftId === null && known.canWrite && !story.data?.locked && (
              <EditInDraft drafts={drafts} onGo={goTo} onNew={() => setDialog('new-draft')} />
            )}
            {draftPlace !== undefined && (
              <ChangesButton count={differences?.length} isOpen={showsChanges} onToggle={toggleChanges} />
            )}
          </EditingStrip>
        )}
        <div className="flex min-h-0 flex-1">
          {search.runs === true && (
            <RunsPanel
              place={place}
              actions={byId}
              guid={search.run}
              onRun={(run) => go({ run })}
              chosenEventId={search.event}
              onOpenEvent={openEvent}
              onClose={closeLeft}
              canRun={known.canRun}
              focusCount={focus.left}
            />
          )}
          {showsChanges && draftPlace !== undefined && story.data !== undefined && (
            <ChangesPanel
              key={draftPlace.draftId}
              place={draftPlace}
              story={story.data}
              draftName={draft?.name ?? ''}
              canEdit={!editing.readOnly}
              hidesMoves={hidesMoves}
              onHideMoves={setHidesMoves}
              onShow={showAction}
              onPromoted={() => goTo(null)}
              onClose={closeLeft}
              focusCount={focus.left}
            />
          )}
          {search.side === 'events' && !isGone && (
            <EventsPanel
              key={place.draftId}
              place={place}
              actions={byId}
              canRun={known.canRun}
              chosenEventId={search.event}
              onOpenEvent={openEvent}
              onClose={closeLeft}
              focusCount={focus.left}
            />
          )}
          {search.side === 'versions' && !isGone && story.data !== undefined && (
            <VersionsPanel
              editing={editing}
              story={story.data}
              drafts={drafts}
              draftName={draft?.name}
              canWrite={known.canWrite}
              onGo={goTo}
              onClose={closeLeft}
              focusCount={focus.left}
            />
          )}
          <main className="min-w-0 flex-1 bg-canvas">
            {isGone ? (
              <DraftGone onLive={() => goTo(null)} />
            ) : failure !== null ? (
              <Failed
                what="The story could not be read."
                error={failure}
                onRetry={() => {
                  for (const each of [story, actions, notes]) if (each.isError) void each.refetch();
                }}
              />
            ) : actions.data === undefined || notes.data === undefined ? (
              <BoardSkeleton />
            ) : (
              <Storyboard
                actions={actions.data}
                notes={notes.data}
                editing={editing}
                changes={marked}
                others={others}
                chosenId={chosen?.id}
                onOpen={openAction}
                onClose={closeAction}
                path={path}
                onHelp={() => setDialog('help')}
                onFind={() => setDialog('find')}
              />
            )}
          </main>
          {chosen !== undefined && (
            <Inspector
              action={chosen}
              editing={editing}
              tab={search.tab}
              onTab={(tab) => go({ tab, option: undefined }, true)}
              onOption={(option) => go({ tab: 'build', option })}
              option={search.option}
              eventId={search.event}
              onEvent={(event) => go({ event }, true)}
              onOpenEvent={openEvent}
              onOpenRun={(run, event) => go({ runs: true, run, event, ...aside() })}
              onClose={closeAction}
              focusCount={focus.inspector}
            />
          )}
        </div>
        <ShortcutsHelp isOpen={dialog === 'help'} onClose={close} place="story" />
        {dialog === 'settings' && story.data !== undefined && (
          <StorySettings story={story.data} teams={teams.data ?? []} draftId={place.draftId} onClose={close} />
        )}
        <BudgetDialog storyId={storyId} isOpen={dialog === 'budget'} onClose={close} />
        <DraftDialogs
          storyId={storyId}
          drafts={drafts}
          draft={draft}
          open={dialog}
          onClose={close}
          onGo={(id) => {
            close();
            goTo(id);
          }}
        />
        {story.data !== undefined && (
          <ChangeControlDialog story={story.data} isOpen={dialog === 'change-control'} onClose={close} />
        )}
        <FindAction
          isOpen={dialog === 'find'}
          actions={actions.data ?? []}
          onClose={close}
          onChoose={(id, option) => {
            close();
            if (option === undefined) openAction(id, 'keyboard');
            else go({ action: id, event: undefined, tab: 'build', option });
          }}
        />
      </div>
    </ActivityContext>
  );
}

function DraftGone({ onLive }: { readonly onLive: () => void }) {
  return (
    <Empty icon={<PencilRuler />} title="This draft is no longer there">
      <p>It may have been promoted, or somebody has deleted it.</p>
      <Button look="primary" onClick={onLive} className="mt-4">
        Open the live story
      </Button>
    </Empty>
  );
}

/** On a narrow screen a panel fills it. */
function isNarrow(): boolean {
  return window.matchMedia('(width < 48rem)').matches;
}

/** There, what opens takes the place of the action instead of opening under it. */
function aside(): { action?: undefined } {
  return isNarrow() ? { action: undefined } : {};
}

function BoardSkeleton() {
  return (
    <div role="status" aria-label="Loading the story" className="flex h-full flex-col items-center gap-8 pt-24">
      <Skeleton className="h-13 w-57 rounded-xl" />
      <Skeleton className="h-13 w-57 rounded-xl" />
      <div className="flex gap-8">
        <Skeleton className="h-13 w-57 rounded-xl" />
        <Skeleton className="h-13 w-57 rounded-xl max-md:hidden" />
      </div>
    </div>
  );
}
