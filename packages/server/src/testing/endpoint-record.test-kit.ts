/**
 * Notes which test has got which status from which endpoint, and whether it looked at what it got. The table of endpoints in the
 * documentation is made of this (scripts/endpoint-reporter.mjs).
 *
 * An answer is asserted when the test read its status, and its body where there is one, and something was expected after that or
 * with it. What a test asks only to come to the thing it is about is seen, not asserted.
 */
import { expect, onTestFinished } from 'vitest';

export interface EndpointRow {
  /** `PUT /api/v1/stories/:story_id` */
  readonly endpoint: string;
  readonly status: number;
  readonly asserted: boolean;
}

declare module 'vitest' {
  interface TaskMeta {
    endpoints?: readonly EndpointRow[];
    /** All endpoints that there are. */
    routes?: readonly string[];
  }
}

export type Part = 'status' | 'body';
/** To be told when a part of the answer is read. */
export type Watch = (part: Part) => void;

interface Received {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly body: string;
}

interface Seen {
  readonly endpoint: string;
  readonly status: number;
  /** How many assertions there were when the answer came. */
  readonly cameAt: number;
  /** How many there were when a part was first read. */
  readonly readAt: Map<Part, number>;
}

let seen: Seen[] = [];

/** `routes`: of the whole application, `GET /healthz` style. Outside of a test nothing is noted. */
export function recordAnswer(routes: readonly string[], { method, url, status, body }: Received): Watch {
  const endpoint = findEndpoint(routes, method, url.split('?')[0] ?? '');
  if (endpoint === null || expect.getState().currentTestName === undefined) return () => {};
  if (seen.length === 0) {
    try {
      onTestFinished(({ task }) => {
        task.meta.endpoints = seen.map((row) => ({
          endpoint: row.endpoint,
          status: row.status,
          asserted: isAsserted(row),
        }));
        seen = [];
      });
    } catch {
      // In a hook of the suite, where nothing is asserted.
      return () => {};
    }
  }
  const row: Seen = { endpoint, status, cameAt: assertions(), readAt: new Map() };
  // Nothing can be said of a body that is not there.
  if (body === '') row.readAt.set('body', row.cameAt);
  seen.push(row);
  return (part) => {
    if (!row.readAt.has(part)) row.readAt.set(part, assertions());
  };
}

/** `expect(answer).toEqual(…)` reads after it was counted, `expect(answer.status)` before. */
function isAsserted({ readAt, cameAt }: Seen): boolean {
  const now = assertions();
  return (['status', 'body'] as const).every((part) => {
    const at = readAt.get(part);
    return at !== undefined && (now > at || at > cameAt);
  });
}

function assertions(): number {
  return expect.getState().assertionCalls;
}

const patterns = new Map<string, RegExp>();

function findEndpoint(routes: readonly string[], method: string, path: string): string | null {
  const found = routes.filter((route) => {
    const [verb, pattern = ''] = route.split(' ');
    return verb === method && pattern.startsWith('/api/') && patternOf(pattern).test(path);
  });
  // `/stories/batch` is nearer than `/stories/:story_id`.
  return found.sort((a, b) => parametersIn(a) - parametersIn(b))[0] ?? null;
}

function patternOf(route: string): RegExp {
  let pattern = patterns.get(route);
  if (pattern === undefined) {
    pattern = new RegExp(`^${route.replace(/[.]/g, '\\.').replace(/:\w+/g, '[^/]+')}/?$`);
    patterns.set(route, pattern);
  }
  return pattern;
}

function parametersIn(route: string): number {
  return route.split(':').length;
}
