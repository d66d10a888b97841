/**
 * An ActionInput for tests: options and an event tree in, what the engine would hand to `plan` out. Formulas are real; clock,
 * chance and ids are fixed, so that the same input always gives the same plan.
 */
import type { ActionInput, Mask, Names } from '@fabula/engine';
import { noSecrets, OptionFailure } from '@fabula/engine';
import {
  compileTemplate,
  entriesOf,
  getKey,
  isObjectValue,
  makeObject,
  type ObjectValue,
  parseJson,
  searchWithin,
  type Value,
} from '@fabula/formula';
import {
  type ActionId,
  asId,
  type DefinedAction,
  type StoryDefinition,
  type StoryId,
  type TeamId,
} from '@fabula/model';

export interface InputFacts {
  readonly options: ObjectValue;
  /** Output by slug. */
  readonly tree?: ObjectValue;
  readonly eventId?: number | null;
  readonly resumed?: Value;
  readonly attempt?: number;
  readonly now?: number;
  readonly action?: Partial<DefinedAction>;
  readonly story?: Partial<StoryDefinition>;
  readonly secrets?: Mask;
}

export const testNow = Date.UTC(2026, 10, 22, 12);

/** The value of JSON text; a text that is no JSON fails the test. */
export function fromJson(json: string): Value {
  const parsed = parseJson(json);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

/** A Value of a literal in a test. */
export function fromLiteral(literal: unknown): Value {
  return fromJson(JSON.stringify(literal));
}

export function objectOf(literal: Readonly<Record<string, unknown>>): ObjectValue {
  const found = fromLiteral(literal);
  if (!isObjectValue(found)) throw new Error('not an object');
  return found;
}

export function actionInput(facts: InputFacts): ActionInput {
  const tree = facts.tree ?? makeObject([]);
  const action = definedAction({ ...facts.action, options: facts.options });
  const story = storyDefinition({ actions: [action], ...facts.story });
  const now = facts.now ?? testNow;
  let uuids = 0;
  const environment: ActionInput['environment'] = {
    now,
    random: () => 0.5,
    newUuid: () => {
      uuids += 1;
      return `00000000-0000-4000-8000-${String(uuids).padStart(12, '0')}`;
    },
    run: { storyRunGuid: 'run-guid', storyRunLink: 'http://fabula.test/run', promptLink: 'http://fabula.test/prompt' },
  };
  const evaluate = (stored: Value, lookup: (name: string) => Value | undefined, path: string): Value => {
    const template = compileTemplate(stored, { standardLibVersion: story.standardLibVersion });
    const result = template.evaluate({ lookup }, environment);
    if (result.ok) return result.value;
    throw new OptionFailure(result.error.message, path);
  };
  const find = (names: Names, name: string): Value | undefined =>
    Object.hasOwn(names, name) ? names[name] : undefined;
  const read = (stored: Value, names: Names = {}, path = ''): Value =>
    evaluate(stored, (name) => find(names, name) ?? (name === 'LOCAL' ? locals() : getKey(tree, name)), path);
  let known: ObjectValue | undefined;
  const locals = (): ObjectValue => {
    if (known !== undefined) return known;
    known = makeObject([]);
    const local = getKey(facts.options, 'local');
    for (const [key, value] of local !== undefined && isObjectValue(local) ? entriesOf(local) : [])
      known = makeObject([...entriesOf(known), [key, read(value)]]);
    return known;
  };
  return {
    has: (key) => getKey(facts.options, key) !== undefined,
    raw: (key) => getKey(facts.options, key),
    option: (key, names) => {
      const stored = getKey(facts.options, key);
      return stored === undefined ? undefined : read(stored, names, key);
    },
    read,
    search: (path, search) => {
      const result = searchWithin(environment, search);
      if (result.ok) return result.value;
      throw new OptionFailure(result.error.message, path);
    },
    readAlone: (stored, names, path = '') => evaluate(stored, (name) => find(names, name), path),
    action,
    story,
    deliveryId: 5,
    eventId: facts.eventId === undefined ? 7 : facts.eventId,
    received: makeObject([]),
    tree: () => tree,
    resumed: facts.resumed ?? null,
    attempt: facts.attempt ?? 0,
    now,
    environment,
    secrets: facts.secrets ?? noSecrets,
  };
}

export function definedAction(changes: Partial<DefinedAction> = {}): DefinedAction {
  return {
    id: asId<ActionId>(11),
    guid: '0123456789abcdef0123456789abcdef',
    type: 'Agents::EventTransformationAgent',
    name: 'This Action',
    slug: 'this_action',
    isDisabled: false,
    options: makeObject([]),
    schedule: [],
    inputs: makeObject([]),
    groupId: null,
    page: null,
    tools: [],
    ...changes,
  };
}

export function storyDefinition(changes: Partial<StoryDefinition> = {}): StoryDefinition {
  return {
    id: asId<StoryId>(3),
    draftOf: null,
    teamId: asId<TeamId>(1),
    teamName: 'Team',
    guid: 'fedcba9876543210fedcba9876543210',
    name: 'This Story',
    slug: 'this_story',
    revision: 1,
    isDisabled: false,
    isPriority: false,
    keepEventsFor: 86_400,
    standardLibVersion: 90,
    actions: [],
    links: [],
    webhookApi: null,
    sendToStory: null,
    workbench: null,
    sendToStoryTimeout: null,
    ...changes,
  };
}
