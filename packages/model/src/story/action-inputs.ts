import {
  getKey,
  isArrayValue,
  isObjectValue,
  makeObject,
  type ObjectValue,
  parseJson,
  slugOf,
  type Value,
} from '@fabula/formula';
import { textAt } from './carried-values.ts';
import type { StoryDocument } from './story-document.ts';

/**
 * What `INPUT.<key>` means in each action, by the action's guid. The values stand in `integrations[].action_inputs`, as
 * JSON text each; the key is the input's name as a slug. A text value may be a formula, like any option.
 */
export function actionInputs(document: Pick<StoryDocument, 'carried'>): ReadonlyMap<string, ObjectValue> {
  const integrations = getKey(document.carried, 'integrations');
  const inputs = new Map<string, ObjectValue>();
  for (const integration of isArrayValue(integrations) ? integrations : []) {
    if (!isObjectValue(integration)) continue;
    const guid = textAt(integration, 'action_guid');
    const list = getKey(integration, 'action_inputs');
    if (guid !== null && isArrayValue(list)) inputs.set(guid, makeObject(list.flatMap(readInput)));
  }
  return inputs;
}

function readInput(input: Value): (readonly [string, Value])[] {
  const name = isObjectValue(input) ? textAt(input, 'name') : null;
  if (!isObjectValue(input) || name === null) return [];
  const value = getKey(input, 'value') ?? null;
  if (typeof value !== 'string') return [[slugOf(name), value]];
  const parsed = parseJson(value);
  return [[slugOf(name), parsed.ok ? parsed.value : value]];
}
