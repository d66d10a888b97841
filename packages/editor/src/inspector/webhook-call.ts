/** How to call a webhook from outside. */
import { getKey, type ObjectValue, toText, type Value } from '@fabula/formula';
import { isGiven, toList } from '@fabula/model';

export interface WebhookCall {
  readonly url: string;
  /** Upper case; all that the action allows. */
  readonly verbs: readonly string[];
  /** A line for a shell. */
  readonly curl: string;
}

/** `undefined` for a webhook without a path, which nobody can call. */
export function webhookCall(options: ObjectValue, origin: string): WebhookCall | undefined {
  const path = getKey(options, 'path');
  const secret = getKey(options, 'secret');
  if (typeof path !== 'string' || path === '') return undefined;
  const parts = [path, ...(typeof secret === 'string' && secret !== '' ? [secret] : [])];
  const url = `${origin}/webhook/${parts.map(encodeURIComponent).join('/')}`;
  const verbs = readVerbs(getKey(options, 'verbs'));
  return { url, verbs, curl: curlLine(url, verbs) };
}

function readVerbs(option: Value | undefined): string[] {
  if (!isGiven(option)) return ['GET', 'POST'];
  return toList(option).map((verb) => toText(verb).trim().toUpperCase());
}

function curlLine(url: string, verbs: readonly string[]): string {
  const withBody = ['POST', 'PUT', 'PATCH'].find((verb) => verbs.includes(verb));
  if (withBody === undefined) return `curl ${verbs[0] === 'GET' ? '' : `-X ${verbs[0] ?? 'GET'} `}${inQuotes(url)}`;
  const method = withBody === 'POST' ? '' : `-X ${withBody} `;
  return `curl ${method}${inQuotes(url)} \\\n  -H 'content-type: application/json' \\\n  -d '{"hello": "world"}'`;
}

/** Encoded addresses can still hold a quote. */
function inQuotes(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
