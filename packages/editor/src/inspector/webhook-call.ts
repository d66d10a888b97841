/** How to call a webhook from outside. */
import { getKey, type ObjectValue } from '@fabula/formula';

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

function readVerbs(option: unknown): string[] {
  if (typeof option !== 'string') return ['GET', 'POST'];
  const verbs = option.split(',').map((verb) => verb.trim().toUpperCase());
  return verbs.filter((verb) => verb !== '');
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
