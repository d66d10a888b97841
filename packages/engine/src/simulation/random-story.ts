/**
 * Stories made up by chance, of the toy actions. Links lead forward, so that every run ends; the only way back is a loop
 * that counts its laps in the payload. What a story comes to is bounded: one that would emit too much is made anew.
 */
import type { Value } from '@fabula/formula';
import type { StoryDefinition } from '@fabula/model';
import type { Dice } from './dice.ts';
import { expectedOf, TooMuch } from './expected.ts';
import { rootPayload } from './payload.ts';
import { type ToyAction, toyStory } from './toy-story.ts';

/** What may be in a story besides the usual. */
export interface Ingredients {
  readonly hasPoison: boolean;
  readonly isScheduled: boolean;
  /** Stories that it may call. */
  readonly callable: readonly StoryDefinition[];
}

const limits = { events: 90, ms: 60_000 };

type LinkName = 'to' | 'onNoMatch' | 'onFailure';

interface Draft {
  readonly name: string;
  readonly kind: string;
  readonly options: Readonly<Record<string, Value>>;
  readonly isDisabled: boolean;
  /** The group that it lies in. */
  group: string | null;
  readonly cron: string | null;
  readonly to: string[];
  readonly onNoMatch: string[];
  readonly onFailure: string[];
}

/** Kinds by how often they come. */
const common = [
  ['Pass', 'Explode', 'Collect', 'Wait', 'Send', 'Send', 'Lap', 'Dedup', 'Throttle', 'Branch'],
  ['Fork', 'Loop', 'Series', 'Group', 'Ask'],
].flat();
const insideGroups = ['Pass', 'Branch', 'Wait', 'Send', 'Explode', 'Dedup', 'Ask', 'Loop'];
const rare = ['Fail', 'Gather', 'Again'];

/** Two to four stories; each may call those made before it. */
export function randomStories(dice: Dice): StoryDefinition[] {
  const count = dice.whole(1, 4);
  const stories: StoryDefinition[] = [];
  const scheduled = dice.chance(0.25) ? count - 1 : -1;
  const poisoned = dice.chance(0.08) ? dice.whole(0, count - 1) : -1;
  for (let index = 0; index < count; index++) {
    const callable = stories.filter((story) => story.sendToStory !== null);
    const ingredients = { hasPoison: index === poisoned, isScheduled: index === scheduled, callable };
    stories.push(boundedStory(dice, `s${index + 1}`, 100 * (index + 1), ingredients, stories));
  }
  return stories;
}

function boundedStory(
  dice: Dice,
  name: string,
  firstId: number,
  ingredients: Ingredients,
  others: readonly StoryDefinition[],
): StoryDefinition {
  for (;;) {
    const story = randomStory(dice, name, firstId, ingredients);
    if (isBounded(story, [...others, story])) return story;
  }
}

function isBounded(story: StoryDefinition, all: readonly StoryDefinition[]): boolean {
  try {
    return [0, 1, 2].every((i) => {
      return expectedOf(all, story, rootPayload('r', i), undefined, limits.events).longestMs <= limits.ms;
    });
  } catch (thrown) {
    if (thrown instanceof TooMuch) return false;
    throw thrown;
  }
}

function randomStory(dice: Dice, name: string, firstId: number, ingredients: Ingredients): StoryDefinition {
  const size = dice.whole(2, 12);
  const entry = draft('entry', ingredients.isScheduled ? 'Tick' : 'Entry', {}, ingredients.isScheduled);
  const drafts: Draft[] = [entry];
  /** Places from which a link may lead on. */
  const ends: { readonly from: Draft; readonly by: LinkName }[] = [{ from: entry, by: 'to' }];
  let poisonLeft = ingredients.hasPoison;
  while (drafts.length < size) {
    const kind = poisonLeft && dice.chance(0.3) ? 'Poison' : kindOf(dice, ingredients);
    if (kind === 'Poison') poisonLeft = false;
    const next = draft(`a${drafts.length}`, kind, optionsOf(kind, dice, ingredients), false, dice.chance(0.02));
    drafts.push(next);
    for (let links = dice.chance(0.25) ? 2 : 1; links > 0; links--) {
      // the newest end more often than not: long ways are likelier than wide ones
      const end = dice.chance(0.6) ? ends[ends.length - 1] : dice.pick(ends);
      if (end !== undefined && !end.from[end.by].includes(next.name)) end.from[end.by].push(next.name);
    }
    if (kind === 'Lap') addLapBody(dice, next, drafts, size);
    if (kind === 'Group') addGroupBody(dice, next, drafts);
    for (const by of linksOf(kind)) ends.push({ from: next, by });
  }
  // in which run a collection over all runs is full is a matter of chance
  const exits = drafts.slice(1).filter(({ kind }) => dice.chance(0.3) && kind !== 'Gather');
  const actions: ToyAction[] = drafts.map(({ cron, group, ...rest }) => ({
    ...rest,
    ...(cron === null ? {} : { cron }),
    ...(group === null ? {} : { group }),
  }));
  return toyStory(name, actions, {
    exits: exits.map((each) => each.name),
    isPriority: dice.chance(0.2),
    firstId,
  });
}

function draft(
  name: string,
  kind: string,
  options: Readonly<Record<string, Value>>,
  isScheduled: boolean,
  isDisabled = false,
): Draft {
  const cron = isScheduled ? '* * * * *' : null;
  return { name, kind, options, isDisabled, group: null, cron, to: [], onNoMatch: [], onFailure: [] };
}

/** The way round: none, or one or two actions that carry the payload along. */
function addLapBody(dice: Dice, lap: Draft, drafts: Draft[], size: number): void {
  let last = lap;
  for (let left = dice.whole(0, 2); left > 0 && drafts.length < size; left--) {
    const kind = dice.pick(['Pass', 'Wait', 'Send', 'Throttle']);
    const next = draft(`a${drafts.length}`, kind, optionsOf(kind, dice, null), false);
    drafts.push(next);
    last.to.push(next.name);
    last = next;
  }
  last.to.push(lap.name);
}

/** From the input over a few actions to the output, which is not always reached, and not always there. */
function addGroupBody(dice: Dice, group: Draft, drafts: Draft[]): void {
  const middle = Array.from({ length: dice.whole(0, 2) }, () => dice.pick(insideGroups));
  const kinds = ['GroupInputAgent', ...middle, ...(dice.chance(0.85) ? ['GroupOutputAgent'] : [])];
  let last: Draft | null = null;
  for (const kind of kinds) {
    const next = draft(`a${drafts.length}`, kind, optionsOf(kind, dice, null), false);
    next.group = group.name;
    drafts.push(next);
    last?.to.push(next.name);
    last = next;
  }
}

function kindOf(dice: Dice, { callable }: Ingredients): string {
  if (callable.length > 0 && dice.chance(0.25)) return dice.pick(['Call', 'TimedCall']);
  return dice.chance(0.1) ? dice.pick(rare) : dice.pick(common);
}

function linksOf(kind: string): readonly LinkName[] {
  switch (kind) {
    case 'Gather':
    case 'Poison':
      return [];
    case 'Lap':
      return ['onNoMatch'];
    case 'Branch':
      return ['onNoMatch', 'to'];
    case 'Fail':
      return ['onFailure'];
    case 'Send':
    case 'Call':
    case 'TimedCall':
    case 'Group':
    case 'Ask':
      return ['onFailure', 'to'];
    default:
      return ['to'];
  }
}

function asks(dice: Dice): Readonly<Record<string, Value>> {
  return { times: dice.chance(0.3) ? 2 : 1, inMemory: dice.chance(0.3) };
}

function optionsOf(kind: string, dice: Dice, ingredients: Ingredients | null): Readonly<Record<string, Value>> {
  switch (kind) {
    case 'Explode':
      return { count: dice.whole(0, 6) };
    case 'Collect':
      return { size: dice.whole(1, 5) };
    case 'Gather':
      return { size: dice.whole(2, 7) };
    case 'Dedup':
    case 'Branch':
      return kind === 'Dedup' ? { kinds: dice.whole(1, 4) } : { modulo: dice.whole(1, 3) };
    case 'Lap':
      return { rounds: dice.whole(1, 4) };
    case 'Wait':
      return { ms: dice.pick([0, 40, 900, 5_000, 12_000]), times: dice.chance(0.2) ? 2 : 1 };
    case 'Throttle':
      return { ms: dice.pick([10, 200, 1_500]) };
    case 'Send': {
      const attempts = dice.whole(1, 4);
      const failures = dice.chance(0.5) ? 0 : dice.whole(0, attempts);
      return { attempts, failures, repeatable: dice.chance(0.4), ms: dice.pick([0, 0, 15, 400, 4_000]) };
    }
    case 'Call':
      return { story: dice.pick(ingredients?.callable ?? []).name, inMemory: dice.chance(0.3) };
    case 'TimedCall': {
      const ms = dice.pick([20, 900, 6_000, 40_000]);
      return { story: dice.pick(ingredients?.callable ?? []).name, ms, ...asks(dice) };
    }
    case 'Group':
      return asks(dice);
    case 'Ask':
      return { ms: dice.pick([null, null, 500, 8_000]), ...asks(dice) };
    case 'Fork':
      return { count: dice.whole(0, 5), inMemory: dice.chance(0.3) };
    case 'Again':
      return { times: dice.whole(0, 3) };
    case 'Series':
      return { count: dice.whole(0, 5) };
    case 'Loop':
      return { count: dice.whole(0, 5), sends: dice.chance(0.5), ms: dice.pick([0, 15, 400]) };
    default:
      return {};
  }
}
