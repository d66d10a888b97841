/**
 * One way to the server. Every answer passes through here and through a schema, so that the rest of the editor can
 * trust what it holds. Bodies are read with `parseJson`: a payload shows the digits and the key order that were sent.
 *
 * Failures are thrown as `RequestFailure`, because TanStack Query carries errors in its own channel.
 */
import './without-eval.ts';
import { parseJson, type Value } from '@fabula/formula';
import { errorShape } from '@fabula/model';
import type { z } from 'zod';

/** One thing that is wrong with a request. */
export interface Problem {
  /** A sentence with the facts. */
  readonly details: string;
  /** The parameter that it is about. */
  readonly field: string | null;
}

export class RequestFailure extends Error {
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  readonly problems: readonly Problem[];

  constructor(status: number, problems: readonly Problem[]) {
    super(problems[0]?.details ?? `The server answered with status ${status}.`);
    this.name = 'RequestFailure';
    this.status = status;
    this.problems = problems;
  }
}

export interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** JSON text. Text and not a value, so that a file can travel inside it unparsed. */
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/** Asks the server and gives the checked answer. An empty answer is checked as `null`. */
export async function request<T>(path: string, schema: z.ZodType<T>, options: RequestOptions = {}): Promise<T> {
  const response = await send(path, options);
  const text = await response.text();
  if (!response.ok) throw new RequestFailure(response.status, readProblems(text, response));
  const body = text === '' ? null : readJson(text);
  const checked = schema.safeParse(body);
  if (!checked.success) {
    const where = checked.error.issues[0]?.path.join('.') ?? '';
    const details = `The answer of ${path.split('?')[0]} is not what this editor expects (at ${where || 'its root'}).`;
    throw new RequestFailure(response.status, [{ details, field: null }]);
  }
  return checked.data;
}

async function send(path: string, options: RequestOptions): Promise<Response> {
  const init: RequestInit = {
    method: options.method ?? 'GET',
    credentials: 'same-origin',
    headers: {
      accept: 'application/json',
      ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(options.body === undefined ? {} : { body: options.body }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  };
  try {
    return await fetch(path, init);
  } catch (error) {
    if (options.signal?.aborted) throw error;
    const details = 'Fabula cannot be reached. Check that it is running and try again.';
    throw new RequestFailure(0, [{ details, field: null }]);
  }
}

function readJson(text: string): Value {
  const parsed = parseJson(text);
  if (!parsed.ok)
    throw new RequestFailure(0, [{ details: 'The server sent something that is not JSON.', field: null }]);
  return parsed.value;
}

function readProblems(text: string, response: Response): Problem[] {
  const parsed = parseJson(text);
  const checked = parsed.ok ? errorShape.safeParse(parsed.value) : null;
  if (checked?.success && checked.data.errors.length > 0) return checked.data.errors;
  return [{ details: `The server answered with status ${response.status}.`, field: null }];
}

/** `{a: 1, b: undefined}` → `?a=1`; nothing at all → ''. */
export function query(parameters: Readonly<Record<string, string | number | undefined>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) search.set(name, String(value));
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}
