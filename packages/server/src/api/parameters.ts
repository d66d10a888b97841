/**
 * Parameters of the API: read from the query string and from a JSON body alike, on every method, the body winning
 * (reference: api/conventions.md, "Query or body"). Bodies are read with `parseJson`, so that what they carry for a
 * story comes out as it went in; answers are written with `stringifyJson` for the same reason.
 */
import { entriesOf, isObjectValue, makeObject, parseJson, stringifyJson, type Value } from '@fabula/formula';
import { type Problem, problem } from '@fabula/model';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { ApiFailure, refuse } from './api-failure.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Parameters as they came, before a schema read them. */
    sent: Readonly<Record<string, unknown>> | null;
  }
}

const limits = { maxDepth: 512, maxKeys: 500_000 };

/** Installs parser, merging of parameters, validation and serialisation on one scope of the application. */
export function readAndWriteExactJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(/^application\/(?:[\w.+-]+\+)?json/, { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, readBody(String(body)));
    } catch (error) {
      done(error as ApiFailure); // readBody throws nothing else
    }
  });
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, readForm(String(body)));
  });
  // Some clients name a type where they send nothing.
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    if (body === '') done(null, undefined);
    else done(new ApiFailure([problem('unsupported_media_type')]));
  });
  app.decorateRequest('sent', null);
  app.addHook('preValidation', async (request) => {
    request.sent = mergeParameters(request);
    request.body = request.sent;
  });
  app.setValidatorCompiler<z.ZodType>(({ schema, httpPart }) => (data: unknown) => {
    const parsed = schema.safeParse(data);
    if (parsed.success) return { value: parsed.data };
    // What a path names and cannot exist is not found; everything else is a parameter that is wrong.
    if (httpPart === 'params') return { error: new ApiFailure([problem('not_found')]) };
    return { error: new ApiFailure(toProblems(parsed.error, data)) };
  });
  app.setSerializerCompiler<z.ZodType>(({ schema, method, url }) => (data: unknown) => {
    const parsed = schema.safeParse(data);
    if (!parsed.success) throw new Error(`${method} ${url} made an answer against its schema: ${parsed.error.message}`);
    // An answer's schema gives JSON: plain objects and the Values inside them.
    return stringifyJson(parsed.data as Value);
  });
}

function readBody(text: string): Value | undefined {
  if (text.trim() === '') return undefined;
  const parsed = parseJson(text, limits);
  if (parsed.ok) return parsed.value;
  return refuse('malformed_json', `${parsed.error.message} (at character ${parsed.error.position + 1}).`);
}

/** As the query string: `name[]` and repeated names are lists. */
function readForm(text: string): Value {
  const form = new URLSearchParams(text);
  const fields = [...new Set(form.keys())].map((key) => {
    const values = form.getAll(key);
    if (key.endsWith('[]')) return [key.slice(0, -2), values] as const;
    return [key, values.length > 1 ? values : (values[0] ?? '')] as const;
  });
  return makeObject(fields);
}

function mergeParameters(request: FastifyRequest): Record<string, unknown> {
  const merged: Record<string, unknown> = Object.create(null);
  for (const [key, value] of queryParameters(request)) merged[key] = value;
  const { body } = request;
  if (body === undefined || body === null) return merged;
  if (!isObjectValue(body)) return refuse('body_not_object');
  for (const [key, value] of entriesOf(body)) merged[key] = value;
  return merged;
}

export function sentParameters(request: FastifyRequest): Readonly<Record<string, unknown>> {
  return request.sent ?? {};
}

/** Parameters of the query string; `name[]` and repeated names are lists. */
function queryParameters(request: FastifyRequest): [string, string | string[]][] {
  // Fastify's own parser gives texts and lists of texts.
  const query = request.query as Readonly<Record<string, string | string[]>>;
  return Object.entries(query).map(([key, value]) =>
    key.endsWith('[]') ? [key.slice(0, -2), Array.isArray(value) ? value : [value]] : [key, value],
  );
}

/** Each issue of the schema becomes one problem; a parameter that is missing is told apart from one that is wrong. */
function toProblems(error: z.ZodError, data: unknown): [Problem, ...Problem[]] {
  const problems = error.issues.map((issue) => {
    const field = issue.path.join('.');
    if (valueAt(data, issue.path) === undefined) return problem('missing_parameter', `${field} is required.`, field);
    return problem('invalid_parameter', `${field} ${issue.message}.`, field);
  });
  const [first = problem('invalid_parameter'), ...rest] = problems;
  return [first, ...rest];
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let value = data;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}
