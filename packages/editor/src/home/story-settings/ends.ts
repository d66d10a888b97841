/**
 * Where work enters a story that others call, and whose event is the answer: which actions can be either, and what is
 * missing. The server has the same rules; here they are said before anything is sent. Pure.
 */
import { getKey, isObjectValue } from '@fabula/formula';
import { type ActionResponse, WEBHOOK_TYPE } from '@fabula/model';

export interface Ends {
  readonly entryId: number | null;
  readonly exitIds: readonly number[];
}

export interface EndsProblems {
  readonly entry?: string;
  readonly exits?: string;
}

const transformType = 'Agents::EventTransformationAgent';

export function entryChoices(actions: readonly ActionResponse[]): ActionResponse[] {
  return actions.filter(({ type }) => type === WEBHOOK_TYPE);
}

/** Event transformations that only write a message: they hand on what a caller is meant to get. */
export function exitChoices(actions: readonly ActionResponse[]): ActionResponse[] {
  return actions.filter(
    ({ type, options }) =>
      type === transformType && isObjectValue(options) && getKey(options, 'mode') === 'message_only',
  );
}

/** Without the actions that are gone, or are no longer what they have to be. */
export function usableEnds({ entryId, exitIds }: Ends, actions: readonly ActionResponse[]): Ends {
  const entries = entryChoices(actions).map(({ id }) => id);
  const exits = exitChoices(actions).map(({ id }) => id);
  return {
    entryId: entryId !== null && entries.includes(entryId) ? entryId : null,
    exitIds: exitIds.filter((id) => exits.includes(id)),
  };
}

/** What no choice can mend: the story lacks the actions themselves. */
export function lackingEnds(actions: readonly ActionResponse[]): EndsProblems {
  return {
    ...(entryChoices(actions).length === 0
      ? { entry: 'The story has no webhook action. Put one on its board first: work comes in by it.' }
      : {}),
    ...(exitChoices(actions).length === 0
      ? {
          exits:
            'The story has no event transformation in the mode “message only”. Put one on its board first: its event is the answer.',
        }
      : {}),
  };
}

/** What is wrong with what is chosen; empty: it can be sent. */
export function endsProblems(ends: Ends, actions: readonly ActionResponse[]): EndsProblems {
  const { entryId, exitIds } = usableEnds(ends, actions);
  return {
    ...(entryId === null ? { entry: 'Choose the webhook action that work comes in by.' } : {}),
    ...(exitIds.length === 0 ? { exits: 'Choose at least one action whose event is the answer.' } : {}),
    ...lackingEnds(actions),
  };
}
