/** What an action asks the outside for: its options with their formulas read. */
import { deepEqual, entriesOf, getKey, stringifyJson, type Value } from '@fabula/formula';
import type { DefinedAction, StoryDefinition } from '@fabula/model';
import { OptionFailure } from '../action-type.ts';
import type { EngineDependencies } from '../dependencies.ts';
import { ActionOptionReader } from '../perform/option-reader.ts';
import { environmentFor, metaFor, pagesFor } from '../perform/plan-job.ts';
import { noSecrets } from '../ports/credentials.ts';
import type { LiveEvent } from '../run-ahead/unit.ts';
import type { RecordedRun } from './recording.ts';
import { recordOf } from './run-record.ts';

export interface Asking {
  readonly story: StoryDefinition;
  readonly action: DefinedAction;
  readonly received: LiveEvent | null;
}

/** Whether both ask for the same, whatever it is called and however it is put together. */
export function asksTheSame(deps: EngineDependencies, run: RecordedRun, one: Asking, other: Asking): boolean {
  if (one.action.type !== other.action.type) return false;
  const [then, now] = [rendered(deps, run, one), rendered(deps, run, other)];
  return [...new Set([...then.keys(), ...now.keys()])].every(
    (key) => deepEqual(then.get(key) ?? null, now.get(key) ?? null) && hasSameLateParts(one, other, key),
  );
}

/** Names that have a value only while the action is at work, when nobody compares any more. */
const lateName = /\b(?:LOOP|PAGINATE)\b/;

/** What is read later is the same when it is written in the same words. */
function hasSameLateParts(one: Asking, other: Asking, key: string): boolean {
  const [then, now] = [one, other].map(({ action }) => getKey(action.options, key) ?? null);
  if (then === undefined || now === undefined || deepEqual(then, now)) return true;
  return ![then, now].some((value) => lateName.test(stringifyJson(value)));
}

function rendered(deps: EngineDependencies, run: RecordedRun, asking: Asking): ReadonlyMap<string, Value> {
  const { story, action, received } = asking;
  const team = deps.stories.peekTeamValues(story);
  if (team === undefined) throw new Error(`the values of team ${story.teamId} are not in memory`);
  const record = recordOf(run, story, action);
  const reader = new ActionOptionReader({
    story,
    action,
    team,
    credential: noSecrets.values,
    environment: environmentFor(deps, record, story, action.id, received?.id ?? null, deps.clock.now()),
    output: (slug) => received?.way.output(slug)?.payload,
    meta: () => metaFor(deps, record, story, action),
    pages: () => pagesFor(deps, record, story),
  });
  return new Map(
    entriesOf(action.options).map(([key]) => {
      try {
        return [key, reader.option(key) ?? null];
      } catch (thrown) {
        if (thrown instanceof OptionFailure) return [key, thrown.message];
        throw thrown;
      }
    }),
  );
}
