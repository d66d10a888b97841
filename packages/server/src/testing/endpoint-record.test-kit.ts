/**
 * Notes which test has got which status from which endpoint. The table of endpoints in the documentation is made of this
 * (scripts/endpoint-reporter.mjs). An answer counts only when the test asserted something after it came, and passed.
 */
import { expect, onTestFinished } from 'vitest';

export interface EndpointRow {
  /** `PUT /api/v1/stories/:story_id` */
  readonly endpoint: string;
  readonly status: number;
}

declare module 'vitest' {
  interface TaskMeta {
    endpoints?: readonly EndpointRow[];
    /** All endpoints that there are. */
    routes?: readonly string[];
  }
}

interface Seen extends EndpointRow {
  readonly assertionsBefore: number;
}

let seen: Seen[] = [];

/** `routes`: of the whole application, `GET /healthz` style. Outside of a test nothing is noted. */
export function recordAnswer(routes: readonly string[], method: string, url: string, status: number): void {
  const endpoint = findEndpoint(routes, method, url.split('?')[0] ?? '');
  if (endpoint === null || expect.getState().currentTestName === undefined) return;
  if (seen.length === 0) {
    try {
      onTestFinished(({ task }) => {
        const { assertionCalls } = expect.getState();
        const rows = seen.filter(({ assertionsBefore }) => assertionCalls > assertionsBefore);
        task.meta.endpoints = rows.map((row) => ({ endpoint: row.endpoint, status: row.status }));
        seen = [];
      });
    } catch {
      // In a hook of the suite, where nothing is asserted.
      return;
    }
  }
  seen.push({ endpoint, status, assertionsBefore: expect.getState().assertionCalls });
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
