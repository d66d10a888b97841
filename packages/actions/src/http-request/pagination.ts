/**
 * Pagination: the same request again until `has_more` is false (actions.md section 6.5).
 *
 *   page asked for ──answer──► page arrived ──kept──► next page asked for
 *         │                        └──the last one──► all pages taken together: one event, or one per page
 *         └──no answer──► pages so far taken together, with an error
 *
 * Each page is an effect of its own. What it brought is durable in the delivery before it is moved to the memory of the
 * action, page by page, so that a crash loses none and a long list is written once, not once for every page after it. An error,
 * a bad status included, ends the reading.
 */
import { type ActionInput, type Mask, type MemoryDecision, maskValue, type Plan } from '@fabula/engine';
import {
  getKey,
  isObjectValue,
  makeObject,
  type ObjectValue,
  toNative,
  toNumber,
  toText,
  type Value,
} from '@fabula/formula';
import { convertOption } from '@fabula/model';
import { readLocal } from '../options/common.ts';
import { choiceField, numberField } from '../options/field.ts';
import { invalidOption } from '../options/invalid-option.ts';
import { ownResult } from '../options/with-custom-output.ts';
import { withNames } from '../options/with-names.ts';
import { isTruthy } from '../rules/is-truthy.ts';
import { combinePages, numberedPage } from './combine-pages.ts';
import * as fields from './fields.ts';
import { type End, endOf, type Progress, progressOf, readProgress, stateOf } from './page-progress.ts';
import { type Finding, outcomeOf, performRequest } from './perform-request.ts';
import { isRepeatable, readRequest } from './read-request.ts';
import { readResponsePolicy } from './response-policy.ts';

/** Bytes of all bodies together: about what one event may have. */
const maxTotalBytes = 90_000_000;

const maxPages = numberField('pagination.max_pages', {
  title: 'Pages at most',
  help: 'Reading stops after so many pages.',
  min: 1,
  max: 10_000,
  isInteger: true,
  fallback: 100,
  origin: 'unconfirmed',
});

const output = choiceField('pagination.output', {
  title: 'Events',
  help: 'One for all pages, or one per page.',
  choices: [
    { value: 'combined', title: 'One combined event' },
    { value: 'per_page', title: 'One event per page' },
  ],
  fallback: 'combined',
  origin: 'unconfirmed',
});

interface Pagination {
  /** Formula. */
  readonly hasMore: Value;
  readonly isCombined: boolean;
  readonly maxPages: number;
}

/** null: the action reads one page. Throws OptionFailure. */
export function readPagination(input: ActionInput): Pagination | null {
  const stored = input.raw(fields.pagination.key);
  if (stored === undefined || !fields.pagination.isGiven(input) || stored === false) return null;
  const converted = convertOption(fields.pagination, stored);
  if (!converted.ok) throw invalidOption(fields.pagination.key, converted.error);
  const group = converted.value;
  const part = (key: string): Value | undefined => (isObjectValue(group) ? getKey(group, key) : undefined);
  const hasMore = part('has_more');
  if (hasMore === undefined || hasMore === null || hasMore === '')
    throw invalidOption('pagination', 'must have the key has_more, a formula that is false after the last page');
  const read = (key: string): Value => input.read(part(key) ?? null, undefined, `pagination.${key}`);
  return {
    hasMore,
    isCombined: partOf(output, read('output')) === 'combined',
    maxPages: toNative(toNumber(partOf(maxPages, read('max_pages'))) ?? 0),
  };
}

function partOf(field: typeof output | typeof maxPages, value: Value): Value {
  if (value === null || value === '') return field.fallback ?? null;
  const converted = convertOption(field, value);
  if (!converted.ok) throw invalidOption(field.key, converted.error);
  return converted.value;
}

/** `local`: the values of LOCAL, the same for all pages. */
export function planPage(input: ActionInput, pagination: Pagination): Plan {
  const { resumed } = input;
  if (isObjectValue(resumed) && getKey(resumed, 'ends') !== undefined) return keepPage(resumed, pagination);
  const progress = readProgress(input);
  const local = isObjectValue(resumed) ? getKey(resumed, 'local') : readLocal(input);
  const reader = withNames(input, {
    ...(local === undefined ? {} : { LOCAL: local }),
    PAGINATE: paginate(progress.index, progress.previous),
  });
  const request = readRequest(reader);
  const policy = readResponsePolicy(reader);
  const task = {
    input: reader,
    request,
    policy,
    retried: progress.retried,
    stateAfter: (retried: number) => stateOf({ ...progress, retried }, local),
    keySuffix: progress.index === 0 ? '' : `-${progress.index}`,
  };
  return {
    kind: 'effect',
    isRepeatable: isRepeatable(request, reader),
    async perform(ports) {
      const finding = await performRequest(task, ports);
      if (finding.kind === 'retry') return finding.outcome;
      const after = judgePage(finding, progress, pagination, reader);
      if (progress.index > 0 || after.end === null) {
        const { page, end } = masked(after, ports.secrets);
        const state = stateOf({ ...progress, previous: page, bytes: after.bytes }, local, end ?? false);
        return { kind: 'again', state, logs: finding.logs };
      }
      if (after.page === null) return outcomeOf(finding, policy);
      return combinePages([after.page], pagination.isCombined, after.end, finding.logs);
    },
  };
}

interface Judged {
  /** null: none came. */
  readonly page: Value;
  readonly end: End;
}

/** What is kept holds no secret: the next request sees the page as the event will show it. */
function masked({ page, end }: Judged, secrets: Mask): Judged {
  if (secrets.isEmpty) return { page, end };
  const told = end !== null && end !== 'end' ? { ...end, message: secrets.mask(end.message) } : end;
  return { page: maskValue(page, secrets), end: told };
}

function judgePage(
  finding: Exclude<Finding, { kind: 'retry' }>,
  progress: Progress,
  pagination: Pagination,
  reader: ActionInput,
): Judged & { readonly bytes: number } {
  if (finding.kind !== 'answer') {
    return { page: null, bytes: progress.bytes, end: { level: 4, message: finding.message } };
  }
  const page = numberedPage(finding.event, progress.index);
  const bytes = progress.bytes + finding.bytes;
  const end = (): End => {
    if (finding.error !== null) return { level: 4, message: finding.error };
    if (!hasMore(page, progress, pagination, reader)) return 'end';
    if (bytes > maxTotalBytes) {
      return {
        level: 4,
        message: `The pages have more than ${maxTotalBytes} bytes; reading stopped at page ${progress.index + 1}.`,
      };
    }
    if (progress.index + 1 < pagination.maxPages) return null;
    return {
      level: 2,
      message: `There are more pages, but only ${pagination.maxPages} were read (pagination.max_pages).`,
    };
  };
  return { page, bytes, end: end() };
}

/** Text that a pill made of false is false as well. */
function hasMore(
  page: ObjectValue,
  progress: Progress,
  { hasMore: formula }: Pagination,
  reader: ActionInput,
): boolean {
  const names = { ...ownResult(reader, page), PAGINATE: paginate(progress.index, page) };
  const value = reader.read(formula, names, 'pagination.has_more');
  return isTruthy(value) && !(typeof value === 'string' && /^\s*(false)?\s*$/i.test(value));
}

function keepPage(state: ObjectValue, pagination: Pagination): Plan {
  const key = toText(getKey(state, 'key') ?? '');
  const page = getKey(state, 'previous') ?? null;
  const end = endOf(getKey(state, 'ends') ?? null);
  const decide = (): MemoryDecision => {
    const kept = page === null ? {} : { put: [{ key, value: true }], append: { key, item: page } };
    if (end !== null)
      return { ...kept, collect: { key, outcome: (pages) => combinePages(pages, pagination.isCombined, end, []) } };
    const { index, bytes } = progressOf(state);
    const next = { key, index: index + 1, previous: page, bytes, retried: 0 };
    return { ...kept, outcome: { kind: 'again', state: stateOf(next, getKey(state, 'local')) } };
  };
  return { kind: 'memory', keys: [key], decide };
}

function paginate(index: number, previous: Value): Value {
  return makeObject([
    ['index', index],
    ['previous_response', previous],
  ]);
}
