/** Everything about one action: its events, its logs, how it is built, and for a webhook how to call it. */
import type { ActionResponse } from '@fabula/model';
import { useActivity } from '../data/activity.ts';
import type { Editing } from '../data/editing.ts';
import { ActionIcon } from '../ui/action-icon.tsx';
import { actionKind } from '../ui/action-kind.ts';
import { Chip } from '../ui/chip.tsx';
import { Panel } from '../ui/panel.tsx';
import { type Tab, Tabs } from '../ui/tabs.tsx';
import { BuildTab } from './build-tab.tsx';
import { EventsTab } from './events-tab.tsx';
import type { InspectorTab } from './inspector-tabs.ts';
import { LogsTab } from './logs-tab.tsx';
import { SummaryTab } from './summary-tab.tsx';
import { useFirstTab } from './use-first-tab.ts';

interface InspectorProps {
  readonly action: ActionResponse;
  /** Whether it may be changed. */
  readonly editing: Editing;
  readonly tab: InspectorTab | undefined;
  readonly onTab: (tab: InspectorTab) => void;
  /** Shows how the action is built, at this option. */
  readonly onOption: (option: string) => void;
  /** What is built is opened at this option. */
  readonly option: string | undefined;
  /** The chosen event; the newest when none is chosen. */
  readonly eventId: number | undefined;
  readonly onEvent: (eventId: number) => void;
  /** Goes to an event of any action of the story. */
  readonly onOpenEvent: (actionId: number, eventId: number) => void;
  /** Shows a run, with the event in it that led there. */
  readonly onOpenRun: (guid: string, eventId: number | undefined) => void;
  readonly onClose: () => void;
  readonly focusCount: number;
}

export function Inspector(props: InspectorProps) {
  const { action, onClose, focusCount } = props;
  const kind = actionKind(action.type, action.options);
  const tabs = useTabs(props);
  const first = useFirstTab(action, props.editing);
  const value = tabs.some((tab) => tab.name === props.tab) && props.tab !== undefined ? props.tab : first;
  return (
    <Panel
      side="right"
      label={`Action ${action.name}`}
      focusCount={focusCount}
      onClose={onClose}
      header={
        <>
          <ActionIcon kind={kind} />
          <div className="min-w-0">
            <h2 className="truncate font-medium" title={action.name}>
              {action.name}
            </h2>
            <p className="flex items-center gap-2 text-xs text-ink-faint">
              {kind.label}
              {action.disabled && <Chip>Disabled</Chip>}
            </p>
          </div>
        </>
      }
    >
      <Tabs label="About this action" tabs={tabs} value={value} onChange={props.onTab} />
    </Panel>
  );
}

function useTabs({
  action,
  editing,
  option,
  eventId,
  onEvent,
  onOpenEvent,
  onOpenRun,
  onOption,
}: InspectorProps): Tab<InspectorTab>[] {
  const activity = useActivity(action.id);
  const count = (value: number | undefined) => (value ? <Chip>{value.toLocaleString('en')}</Chip> : null);
  const tabs: Tab<InspectorTab>[] = [
    {
      name: 'events',
      label: 'Events',
      mark: count(activity?.events_count),
      content: (
        <EventsTab
          key={action.id}
          action={action}
          eventId={eventId}
          onEvent={onEvent}
          onOpenRun={onOpenRun}
          onOpenEvent={onOpenEvent}
          onOpenOption={onOption}
        />
      ),
    },
    {
      name: 'logs',
      label: 'Logs',
      mark: activity?.errors_count ? (
        <Chip tone="danger">{activity.errors_count.toLocaleString('en')}</Chip>
      ) : (
        count(activity?.logs_count)
      ),
      content: <LogsTab key={action.id} actionId={action.id} onOpenEvent={onOpenEvent} />,
    },
    {
      name: 'build',
      label: 'Build',
      content: <BuildTab key={action.id} action={action} editing={editing} option={option} onOpenRun={onOpenRun} />,
    },
  ];
  if (action.type !== 'Agents::WebhookAgent') return tabs;
  return [
    {
      name: 'summary',
      label: 'Summary',
      content: <SummaryTab action={action} onOpenRun={(guid) => onOpenRun(guid, undefined)} />,
    },
    ...tabs,
  ];
}
