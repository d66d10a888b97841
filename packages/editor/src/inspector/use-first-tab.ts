import type { ActionResponse } from '@fabula/model';
import { useState } from 'react';
import { useActivity } from '../data/activity.ts';
import type { Editing } from '../data/editing.ts';
import type { InspectorTab } from './inspector-tabs.ts';

/**
 * What is seen of an action first: its events, or while it never had one how it is built, and of a webhook how to call it. It is
 * chosen when the action is opened: its first event does not take the form away from who is writing in it.
 */
export function useFirstTab(action: ActionResponse, { readOnly }: Editing): InspectorTab {
  const hasEvents = useActivity(action.id) !== undefined || action.last_event_at !== null;
  const now = { id: action.id, tab: hasEvents || readOnly ? ('events' as const) : firstOfNew(action) };
  const [first, setFirst] = useState(now);
  if (first.id === action.id) return first.tab;
  setFirst(now);
  return now.tab;
}

function firstOfNew({ type }: ActionResponse): InspectorTab {
  return type === 'Agents::WebhookAgent' ? 'summary' : 'build';
}
