/**
 * Where the actions of a story lie on the storyboard. An export holds it as JSON text inside the JSON:
 * `{"<guid>":[x,y],…}`, in an order of its own, with entries for actions that are gone and without some that are there.
 */
import {
  entriesOf,
  err,
  getKey,
  isArrayValue,
  isObjectValue,
  makeObject,
  type ObjectValue,
  ok,
  parseJson,
  type Result,
  stringifyJson,
  type Value,
} from '@fabula/formula';
import { finiteNumber } from './carried-values.ts';
import { setInPlace } from './in-place.ts';
import type { DocumentAction, ExportFailure, Position } from './story-document.ts';

const FIELD = 'diagram_layout';
const EMPTY: ObjectValue = makeObject([]);

export function readLayout(text: Value | undefined): Result<ObjectValue, ExportFailure> {
  if (text === undefined || text === null || text === '') return ok(EMPTY);
  if (typeof text !== 'string') return err(refusal('must be a text that holds JSON; export the story again'));
  const parsed = parseJson(text);
  if (!parsed.ok) {
    return err(
      refusal(
        `is not valid JSON at position ${parsed.error.position}: ${parsed.error.message}; remove the field to lay the story out anew`,
      ),
    );
  }
  if (!isObjectValue(parsed.value)) return err(refusal('must hold an object of positions by action guid'));
  for (const [guid, position] of entriesOf(parsed.value)) {
    if (readPosition(position) === null) {
      return err({ message: 'must be a pair of numbers [x, y]', field: `${FIELD}.${guid}` });
    }
  }
  return ok(parsed.value);
}

/** Where an action lies; one that the layout does not name lies below those before it. */
export function positionOf(layout: ObjectValue, guid: string | null, index: number): Position {
  const position = guid === null ? undefined : getKey(layout, guid);
  return (position === undefined ? null : readPosition(position)) ?? { x: 0, y: index * 90 };
}

/** The layout's text with the positions of these actions: the very same text when none has moved. */
export function writeLayout(text: string | null, actions: readonly DocumentAction[]): string | null {
  const read = readLayout(text);
  const layout = read.ok ? read.value : EMPTY;
  const moved = new Map<string, Value>();
  actions.forEach((action, index) => {
    const before = positionOf(layout, action.guid, index);
    if (action.guid !== null && (before.x !== action.x || before.y !== action.y)) {
      moved.set(action.guid, [action.x, action.y]);
    }
  });
  return moved.size === 0 ? text : stringifyJson(setInPlace(layout, moved));
}

/** [x, y], or the same as an object. */
export function readPosition(value: Value): Position | null {
  if (!isArrayValue(value) || value.length !== 2) return null;
  const [x, y] = value.map(finiteNumber);
  return x === undefined || x === null || y === undefined || y === null ? null : { x, y };
}

function refusal(message: string): ExportFailure {
  return { message, field: FIELD };
}
