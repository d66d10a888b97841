/** An action to change: its options by their descriptions or as JSON, its settings, and a way to try it. */
import { isObjectValue, stringifyJson } from '@fabula/formula';
import type { ActionResponse } from '@fabula/model';
import { useQuery } from '@tanstack/react-query';
import { Lock, Redo2, Undo2 } from 'lucide-react';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { type ActionTypeInfo, actionTypesQuery } from '../../data/action-types.ts';
import { actionsQuery, placeOf } from '../../data/actions.ts';
import type { Editing } from '../../data/editing.ts';
import { recentEventsQuery } from '../../data/events.ts';
import { holds, sessionQuery } from '../../data/session.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Segments } from '../../ui/segments.tsx';
import { Failed, SkeletonRows } from '../../ui/states.tsx';
import { type ActionDraft, type DraftState, wholeText } from '../draft/action-draft.ts';
import { optionOf } from '../draft/action-fields.ts';
import { useActionDraft } from '../draft/use-action-draft.ts';
import { FormContext } from './form-context.ts';
import { JsonControl } from './json-control.tsx';
import { OptionList } from './option-list.tsx';
import { focusIn } from './option-row.tsx';
import { ConflictNotice, TakenNotice } from './others-notice.tsx';
import { SaveFailure, SaveState } from './save-state.tsx';
import { SettingsSection } from './settings-section.tsx';
import { ToolButton } from './tool-button.tsx';
import { TryPanel } from './try-panel.tsx';

interface BuildFormProps {
  readonly action: ActionResponse;
  readonly editing: Editing;
  /** Brought into sight; undefined: none. */
  readonly option: string | undefined;
  readonly onOpenRun: (guid: string, eventId: number | undefined) => void;
}

export function BuildForm(props: BuildFormProps) {
  const types = useQuery(actionTypesQuery);
  if (types.isPending) return <SkeletonRows count={5} className="h-12" />;
  if (types.isError) {
    const retry = () => void types.refetch();
    return <Failed what="The options could not be read." error={types.error} onRetry={retry} />;
  }
  return <Form {...props} type={types.data.get(props.action.type)} />;
}

const views = [
  { name: 'form', label: 'Form' },
  { name: 'json', label: 'JSON' },
] as const;

function Form({
  action,
  editing,
  option,
  onOpenRun,
  type,
}: BuildFormProps & { readonly type: ActionTypeInfo | undefined }) {
  const { draft, state } = useActionDraft(action);
  const [view, setView] = useState<(typeof views)[number]['name']>('form');
  const [eventId, setEventId] = useState<number | null>();
  const root = useRef<HTMLElement>(null);
  useEffect(() => {
    if (option === undefined) return;
    const row = rowOf(option, root.current);
    row?.scrollIntoView({ block: 'center' });
    focusIn(row);
  }, [option]);
  const { data: user } = useQuery({ ...sessionQuery, enabled: false });
  // What may not be changed may still be tried: with the options that it has.
  const canRun = holds(user, action.team_id, 'action:run');
  const receives = action.sources.length > 0;
  const events = useQuery({ ...recentEventsQuery(action.sources), enabled: receives });
  const newest = events.data?.[0];
  const event = eventId === null ? undefined : (events.data?.find(({ id }) => id === eventId) ?? newest);
  const siblings = useQuery({ ...actionsQuery(placeOf(action)), enabled: false });
  const isUnfinished = view === 'form' && state.texts.has(wholeText);
  const isReadOnly = editing.readOnly || isUnfinished;
  const tools = useMemo(
    () => ({ draft, isReadOnly, sample: (event ?? newest)?.payload ?? null }),
    [draft, isReadOnly, event, newest],
  );

  return (
    <FormContext value={tools}>
      <section
        ref={root}
        aria-label="How it is built"
        tabIndex={-1}
        className="flex min-h-0 flex-1 flex-col outline-none"
        onKeyDown={(press) => leaveByKey(press, root.current)}
        onKeyDownCapture={(press) => travelByKey(press, draft, root.current)}
        onBlur={({ currentTarget, relatedTarget }) => {
          if (!currentTarget.contains(relatedTarget)) void draft.flush();
        }}
      >
        <div className="flex items-center gap-1 border-b border-line py-1.5 pr-2 pl-3">
          <Segments label="How the options are shown" choices={views} value={view} onChange={setView} />
          <span className="ml-auto" />
          {!editing.readOnly && (
            <>
              <SaveState saving={state.saving} hasPending={state.texts.size > 0} />
              <TravelButtons draft={draft} state={state} root={root} />
            </>
          )}
          <CopyButton label="Copy the options" text={() => stringifyJson(state.fields.options)} className="size-8" />
        </div>
        <div className="min-h-0 flex-1 overflow-y-auto pt-3">
          <Notices state={state} why={editing.why} type={type} />
          {isUnfinished && <UnfinishedNotice draft={draft} onShow={() => setView('json')} />}
          {view === 'form' ? (
            <OptionList type={type} state={state} />
          ) : (
            <div className="px-4 pb-4" data-option={wholeText}>
              <JsonControl
                value={state.fields.options}
                pending={state.texts.get(wholeText)}
                onValue={(value) => isObjectValue(value) && draft.setOptions(value)}
                onPending={(text) => draft.setText(wholeText, text)}
                label="All options, JSON"
                accepts="object"
                className="overflow-x-auto"
              />
            </div>
          )}
          <h3 className="mx-4 mb-3 border-t border-line pt-3 text-xs font-medium text-ink-soft">About this action</h3>
          <SettingsSection state={state} canBeScheduled={type?.canBeScheduled ?? true} />
        </div>
        {canRun && isPerformedByHand(type) && (
          <TryPanel
            action={action}
            events={receives ? events.data : null}
            event={receives ? event : undefined}
            onEvent={setEventId}
            onRefresh={() => void events.refetch()}
            nameOf={(id) => siblings.data?.find((each) => each.id === id)?.name ?? `action ${id}`}
            onOpenRun={onOpenRun}
          />
        )}
      </section>
    </FormContext>
  );
}

/** What neither receives events nor has a schedule waits for a request from outside. */
function isPerformedByHand(type: ActionTypeInfo | undefined): boolean {
  return type !== undefined && (type.canReceive || type.canBeScheduled);
}

interface NoticesProps {
  readonly state: DraftState;
  /** Why nothing can be changed. */
  readonly why: string | undefined;
  readonly type: ActionTypeInfo | undefined;
}

function Notices({ state, why, type }: NoticesProps) {
  const { saving, taken } = state;
  return (
    <>
      {why !== undefined && (
        <p className="mx-4 mb-3 flex items-start gap-2 rounded-lg bg-hover px-3 py-2 text-xs text-ink-soft">
          <Lock className="mt-px size-3.5 shrink-0" aria-hidden /> {why}
        </p>
      )}
      {type === undefined && (
        <p className="mx-4 mb-3 rounded-lg bg-warn-soft px-3 py-2 text-xs text-warn">
          This version of Fabula does not run this kind of action. Its options are kept as they are.
        </p>
      )}
      {saving.kind === 'failed' && <SaveFailure error={saving.error} />}
      {saving.kind === 'conflict' && <ConflictNotice conflict={saving} state={state} />}
      {taken.length > 0 && <TakenNotice paths={taken} />}
    </>
  );
}

/** Two texts of the same options cannot both be written in. */
function UnfinishedNotice({ draft, onShow }: { readonly draft: ActionDraft; readonly onShow: () => void }) {
  return (
    <div className="mx-4 mb-3 flex flex-wrap items-center gap-2 rounded-lg bg-warn-soft px-3 py-2 text-xs">
      <p className="min-w-40 flex-1 text-warn">The JSON view holds a text that is not finished.</p>
      <Button onClick={onShow} className="h-8 text-xs">
        Go on with it
      </Button>
      <Button onClick={() => draft.dropText(wholeText)} className="h-8 text-xs">
        Drop it
      </Button>
    </div>
  );
}

interface TravelButtonsProps {
  readonly draft: ActionDraft;
  readonly state: DraftState;
  readonly root: { readonly current: HTMLElement | null };
}

function TravelButtons({ draft, state, root }: TravelButtonsProps) {
  return (
    <span className="ml-1 flex">
      <ToolButton
        label="Undo"
        tip="Undo (Ctrl Z)"
        isDisabled={!state.canUndo}
        onClick={() => showChange(draft.undo(), root.current, false)}
      >
        <Undo2 />
      </ToolButton>
      <ToolButton
        label="Redo"
        tip="Redo (Ctrl Shift Z)"
        isDisabled={!state.canRedo}
        onClick={() => showChange(draft.redo(), root.current, false)}
      >
        <Redo2 />
      </ToolButton>
    </span>
  );
}

/** One history for the whole form: the fields' own would know nothing of each other. */
function travelByKey(press: KeyboardEvent, draft: ActionDraft, root: HTMLElement | null): void {
  if (!(press.ctrlKey || press.metaKey) || press.altKey) return;
  // Text that is nothing yet has its own history.
  if (press.target instanceof Element && press.target.matches('[data-own-undo]:not([data-own-undo="false"])')) return;
  const key = press.key.toLowerCase();
  const isRedo = key === 'y' || (key === 'z' && press.shiftKey);
  if (!isRedo && key !== 'z') return;
  press.preventDefault();
  press.stopPropagation();
  showChange(isRedo ? draft.redo() : draft.undo(), root, true);
}

/** Escape leaves a field first: one press too many for a list of suggestions must not close everything. */
function leaveByKey(press: KeyboardEvent, root: HTMLElement | null): void {
  if (press.key !== 'Escape' || press.defaultPrevented || !(press.target instanceof Element)) return;
  if (!root?.contains(press.target) || !press.target.matches('input, textarea, .cm-content')) return;
  press.preventDefault();
  root.focus();
}

function rowOf(option: string, root: HTMLElement | null): Element | null {
  return root?.querySelector(`[data-option="${CSS.escape(option)}"]`) ?? null;
}

/** Brings into sight what an undo has changed. */
function showChange(group: string | null, root: HTMLElement | null, isByKey: boolean): void {
  const key = group === null ? null : optionOf(group);
  if (key === null) return;
  requestAnimationFrame(() => {
    const row = rowOf(key, root);
    row?.scrollIntoView({ block: 'nearest' });
    if (isByKey && row !== null && !row.contains(document.activeElement)) focusIn(row);
  });
}
