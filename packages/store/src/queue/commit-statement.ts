/**
 * The statement of a group commit: everything that many units produced, in one round trip and one transaction.
 *
 * One statement with data-modifying CTEs over `unnest` rather than a transaction of several: a lone caller waits for one
 * round trip, and many callers share it. It is prepared once per combination of parts that are present. Its last line
 * makes it fail as a whole when this process was fenced (`fenced`) or when a delivery that it finishes or changes is no
 * longer there (`stale`).
 *
 * Rows are given in the order of their ids, so that two processes lock shared rows (runs, activity) in the same order.
 */
import type { UnitCommit } from '@fabula/engine';
import { activityPart } from './activity-rows.ts';
import { askPart } from './ask-rows.ts';
import { changedDeliveryPart, finishedPart, newDeliveryPart } from './delivery-rows.ts';
import { answerPart, effectPart } from './effect-rows.ts';
import { eventParts } from './event-rows.ts';
import { logPart } from './log-rows.ts';
import { actionHourPart, modelHourPart } from './report-rows.ts';
import { runParts } from './run-rows.ts';
import type { Part } from './statement-part.ts';

export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

export function commitStatement(processId: number, commitId: number, commits: readonly UnitCommit[]): Statement {
  const parts = [
    ...runParts(commits),
    ...eventParts(commits),
    logPart(commits),
    newDeliveryPart(commits),
    changedDeliveryPart(commits),
    finishedPart(commits),
    effectPart(commits),
    answerPart(commits),
    askPart(commits),
    activityPart(commits),
    actionHourPart(commits),
    modelHourPart(commits),
  ].filter((part) => part !== null);
  const values: unknown[] = [processId, commitId];
  for (const part of parts) values.push(...part.values);
  // the ids whose rows must all have been there
  for (const part of parts) if (mustHaveFoundAll.has(part.name)) values.push(part.values.at(-1));
  // PostgreSQL cuts names of prepared statements at 63 characters
  const name = `commit ${parts.map((part) => part.shortName).join(' ')}`;
  return { name, text: textOf(name, parts), values };
}

const mustHaveFoundAll: ReadonlySet<string> = new Set(['changed_delivery', 'finished']);

/** By name: there are a few dozen combinations of parts, and making the text of one anew costs as much as its rows do. */
const knownTexts = new Map<string, string>();

function textOf(name: string, parts: readonly Part[]): string {
  let text = knownTexts.get(name);
  if (text === undefined) {
    text = makeText(parts);
    knownTexts.set(name, text);
  }
  return text;
}

function makeText(parts: readonly Part[]): string {
  const queries = ['alive as (update process set last_commit = $2::bigint where id = $1::bigint returning id)'];
  let index = 2;
  for (const part of parts) queries.push(`${part.name} as (${part.sql.replace(/\$\$/g, () => `$${++index}`)})`);
  const checks = ["fabula_require(exists (select from alive), 'fenced')"];
  // a query that nothing asks for is not run
  if (parts.some(({ name }) => name === 'exit_notice')) checks.push('(select count(*) from exit_notice)');
  for (const { name } of parts) {
    if (!mustHaveFoundAll.has(name)) continue;
    checks.push(`fabula_require((select count(*) from ${name}) = cardinality($${++index}::bigint[]), 'stale')`);
  }
  return `with ${queries.join(',\n')}\nselect ${checks.join(', ')}`;
}
