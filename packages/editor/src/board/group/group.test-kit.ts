/** Boards for tests of groups: each action has a letter for a guid. */
import { makeObject, type ObjectValue, parseJson } from '@fabula/formula';
import type { ActionResponse } from '@fabula/model';
import { applyPatch } from '../apply-patch.ts';
import { emptyBoard, guid } from '../board.test-kit.ts';
import { type Board, type BoardLink, linksOf, type NewAction } from '../board.ts';

const types: Readonly<Record<string, string>> = {
  hook: 'Webhook',
  condition: 'Trigger',
  message: 'EventTransformation',
  group: 'Group',
  input: 'GroupInput',
  output: 'GroupOutput',
};

export function options(plain: object): ObjectValue {
  const parsed = parseJson(JSON.stringify(plain));
  // An object was written.
  return parsed.ok ? (parsed.value as ObjectValue) : makeObject([]);
}

/** `a`: its letter, `name`, kind, and what it says; messages say it in their payload. */
export function action(
  letter: string,
  name: string,
  kind: string,
  payload: object = {},
  more: Partial<NewAction> = {},
) {
  const block = kind === 'message' ? { mode: 'message_only', payload } : payload;
  return {
    ...{ guid: guid(letter), type: `Agents::${types[kind]}Agent`, name, options: options(block) },
    position: { x: 0, y: 90 * (letter.charCodeAt(0) - 97) },
    ...more,
  };
}

export function boardOf(actions: readonly NewAction[], links: readonly BoardLink[]): Board {
  return applyPatch(emptyBoard, { add: { actions, links } });
}

export function named(board: Board, name: string): ActionResponse {
  const found = board.actions.find((each) => each.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

/** "hook → shape", with the kind of link when it is another than the usual one. */
export function drawn(board: Board): string[] {
  const names = new Map(board.actions.map((each) => [each.guid, each.name]));
  return linksOf(board)
    .map(({ source, receiver, type }) => {
      return `${names.get(source)} → ${type === 'DEFAULT' ? '' : `${type} `}${names.get(receiver)}`;
    })
    .sort();
}
