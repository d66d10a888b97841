/**
 * Sends documented requests as the documents write them, and in every other way that they allow (reference: api/conventions.md,
 * "Query or body"), and looks at the answers field by field. What holds for all endpoints alike is asked of each: who is not
 * signed in, what does not exist, what belongs to others, parameters of another type, and pages of lists.
 */
import { describe, expect, test } from 'vitest';
import { type Answer, at, listAt, type TestFabula } from '../../testing/fabula.test-kit.ts';
import { faultsOf, type Shape } from './shape.test-kit.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** One request. */
export interface Given {
  /** For the `{names}` of the address. */
  readonly path?: Readonly<Record<string, string | number>>;
  readonly send?: Fields;
  /** What the answer has in it. */
  readonly gives?: unknown;
  /** The answer itself, where it is no JSON, or its every letter counts. */
  readonly text?: string;
}

export interface Sample {
  /** As the documents name it: `PUT /folders/{folder_id}`. */
  readonly ask: string;
  /** What is special about this one. */
  readonly about?: string;
  readonly status: number;
  /** null: an empty body. */
  readonly answer: Shape | null;
  /** Called for each way of sending it, to make what it is about. */
  readonly given?: () => Promise<Given> | Given;
  /** The key of the list. */
  readonly list?: string;
  /** Parameters that take JSON of any kind. */
  readonly anything?: readonly string[];
  /** Parameters of which one out of several words is chosen. */
  readonly choices?: readonly string[];
  /** What somebody of another team is told; 404 where the address has an id. */
  readonly stranger?: number;
}

interface World {
  readonly world: TestFabula;
  /** Key of somebody who is in another team. */
  readonly stranger: string;
}

export function replay(inWorld: () => World, samples: readonly Sample[]): void {
  describe.each(samples.map((sample) => [nameOf(sample), sample] as const))('%s', (_name, sample) => {
    const [method = '', pattern = ''] = sample.ask.split(' ');

    const prepare = async () => ({
      path: {},
      send: {},
      gives: undefined,
      text: undefined,
      ...(await sample.given?.()),
    });
    let made: ReturnType<typeof prepare> | undefined;
    /** For requests that change nothing: what is made once serves them all. */
    const unchanged = () => {
      made ??= prepare();
      return made;
    };
    const fresh = method === 'GET' ? unchanged : prepare;
    const send = (path: NonNullable<Given['path']>, way: Sent, key?: string | null): Promise<Answer> => {
      const address = `/api/v1${way.rename?.(pattern) ?? pattern}`.replace(/\{(\w+)\}/g, (_, name) => {
        const id = path[name];
        if (id === undefined) throw new Error(`the sample does not say what {${name}} is`);
        return String(id);
      });
      return inWorld().world.ask(method, `${address}${way.query === undefined ? '' : `?${way.query}`}`, {
        ...(key === undefined ? {} : { key }),
        ...(way.body === undefined ? {} : { body: way.body }),
        ...(way.contentType === undefined ? {} : { contentType: way.contentType }),
        // Every documented sample says so, also where nothing is sent.
        ...(way.body === undefined ? { headers: { 'content-type': 'application/json' } } : {}),
      });
    };

    test('is answered as documented, however it is sent', async () => {
      for (const [name, way] of Object.entries(ways)) {
        const { path, send: parameters, gives, text } = await fresh();
        const sent = way(parameters, pattern, sample.anything ?? []);
        if (sent === null) continue;
        const answer = await send(path, sent);
        expect([name, answer.status, answer.text]).toEqual([name, sample.status, answer.text]);
        if (sample.answer === null) expect([name, answer.text]).toEqual([name, '']);
        else expect([name, faultsOf(answer.body, sample.answer)]).toEqual([name, []]);
        if (text !== undefined) expect([name, answer.text]).toEqual([name, text]);
        if (gives !== undefined) expect([name, answer.body]).toMatchObject([name, gives]);
      }
    });

    test('is for those who are signed in', async () => {
      const { path, send: parameters } = await unchanged();
      const answer = await send(path, { body: parameters }, null);
      expect(answer.status).toBe(401);
      expect(errorsOf(answer)).toEqual([]);
    });

    if (pattern.includes('{')) {
      test('404 of what does not exist, and of what belongs to others', async () => {
        const { path, send: parameters } = await unchanged();
        for (const name of Object.keys(path)) {
          for (const id of ['999999999', 'x', '0']) {
            const answer = await send({ ...path, [name]: id }, { body: parameters });
            expect([name, id, answer.status]).toEqual([name, id, 404]);
            expect(errorsOf(answer)).toEqual([]);
          }
        }
        const { stranger } = inWorld();
        const answer = await send(path, { body: parameters }, stranger);
        expect(answer.status).toBe(sample.stranger ?? 404);
        expect(errorsOf(answer)).toEqual([]);
        if (sample.stranger !== undefined) return;
        // In the same words: nobody is to learn which ids are taken.
        const [first = ''] = Object.keys(path);
        const nothing = await send({ ...path, [first]: 999_999_999 }, { body: parameters }, stranger);
        expect(answer.text).toBe(nothing.text.replaceAll('999999999', String(path[first])));
      });
    }

    test('422 of parameters of another type, which it names', async () => {
      const { path, send: parameters } = await unchanged();
      for (const [name, value] of Object.entries(parameters)) {
        if (sample.anything?.includes(name)) continue;
        const others = [...wrongFor(value), ...(sample.choices?.includes(name) ? ['NO_SUCH_CHOICE'] : [])];
        for (const wrong of others) {
          const answer = await send(path, { body: { ...parameters, [name]: wrong } });
          const told = String(at(answer.body, 'errors.0.field')).split('.')[0];
          expect([name, wrong, answer.status, told]).toEqual([name, wrong, 422, name]);
          expect(errorsOf(answer)).toEqual([]);
        }
      }
    });

    const { list } = sample;
    if (list !== undefined) {
      test('is given in pages', async () => {
        const { path, send: parameters } = await unchanged();
        const ask = (more: Fields) => send(path, { body: { ...parameters, ...more } });
        const whole = (await ask({ per_page: 500 })).body;
        const count = Number(at(whole, 'meta.count'));
        expect(listAt(whole, list).length).toBe(count);
        const first = (await ask({ per_page: '1' })).body;
        expect(listAt(first, list)).toEqual(listAt(whole, list).slice(0, 1));
        const address = String(at(first, 'meta.current_page'));
        for (const [name, value] of Object.entries(parameters)) {
          const parameter = Array.isArray(value) ? `${name}[]` : name;
          expect([name, new URL(address).searchParams.has(parameter)]).toEqual([name, true]);
        }
        expect(at(first, 'meta')).toMatchObject({ per_page: 1, pages: count, count, previous_page: null });
        if (count > 1) {
          expect(at(first, 'meta.next_page_number')).toBe(2);
          const next = new URL(String(at(first, 'meta.next_page')));
          const second = await inWorld().world.ask('GET', `${next.pathname}${next.search}`);
          expect(listAt(second.body, list)).toEqual(listAt(whole, list).slice(1, 2));
          expect(at(second.body, 'meta.previous_page')).toBe(address);
        }
        expect(at((await ask({})).body, 'meta.per_page')).toBe(20);
        expect(at((await ask({ per_page: 501 })).body, 'meta.per_page')).toBe(500);
        const beyond = (await ask({ page: count + 1, per_page: 1 })).body;
        expect([listAt(beyond, list), at(beyond, 'meta.next_page')]).toEqual([[], null]);
        for (const [name, wrong] of [
          ['per_page', 0],
          ['per_page', -1],
          ['per_page', 1.5],
          ['per_page', 'x'],
          ['page', 0],
          ['page', 'x'],
        ] as const) {
          const answer = await ask({ [name]: wrong });
          expect([name, wrong, answer.status, at(answer.body, 'errors.0.field')]).toEqual([name, wrong, 422, name]);
        }
      });
    }
  });
}

/** `PUT /folders/{folder_id}` of each sample, for comparing with those that a document has. */
export function askedFor(samples: readonly Sample[]): ReadonlySet<string> {
  return new Set(samples.map(({ ask }) => ask));
}

function nameOf({ ask, about }: Sample): string {
  return about === undefined ? ask : `${ask}, ${about}`;
}

interface Sent {
  readonly query?: string;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly rename?: (pattern: string) => string;
}

/** null: it cannot be sent in this way. */
type Way = (parameters: Fields, pattern: string, anything: readonly string[]) => Sent | null;

const ways: Readonly<Record<string, Way>> = {
  'in a JSON body': (parameters) => (isNothing(parameters) ? {} : { body: parameters }),
  'in the query': (parameters) => (isFlat(parameters) ? { query: formOf(parameters).toString() } : null),
  'in a form': (parameters) =>
    isFlat(parameters)
      ? { body: formOf(parameters).toString(), contentType: 'application/x-www-form-urlencoded' }
      : null,
  'with numbers and flags as text': (parameters, _pattern, anything) =>
    isNothing(parameters) ? null : { body: { ...asText(parameters), ...only(parameters, anything) } },
  'with a slash at its end and a parameter that nobody knows': (parameters) => ({
    body: { ...parameters, nobody_knows: { this: [1] } },
    rename: (pattern) => `${pattern}/`,
  }),
  'by the older name of actions': (parameters, pattern) =>
    pattern.startsWith('/actions')
      ? { body: parameters, rename: (address) => address.replace('/actions', '/agents') }
      : null,
};

function isNothing(parameters: Fields): boolean {
  return Object.keys(parameters).length === 0;
}

/** Texts, numbers, flags and lists of them that are not empty: what an address can say. */
function isFlat(parameters: Fields): boolean {
  return (
    !isNothing(parameters) &&
    !Object.values(parameters).some((value) => Array.isArray(value) && value.length === 0) &&
    Object.values(parameters)
      .flat()
      .every((value) => typeof value !== 'object' || value === null)
  );
}

function only(parameters: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => names.includes(name)));
}

function formOf(parameters: Fields): URLSearchParams {
  return new URLSearchParams(
    Object.entries(parameters).flatMap(([name, value]) =>
      Array.isArray(value)
        ? value.map((item): [string, string] => [`${name}[]`, String(item)])
        : [[name, value === null ? '' : String(value)] satisfies [string, string]],
    ),
  );
}

/** Numbers as clients write them in text, flags as a client in Python does. Objects are values of users: they stay. */
function asText(parameters: Fields): Fields {
  const write = (value: unknown): unknown => {
    if (typeof value === 'number') return String(value);
    if (typeof value === 'boolean') return value ? 'True' : 'False';
    return Array.isArray(value) ? value.map(write) : value;
  };
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, write(value)]));
}

function wrongFor(value: unknown): readonly unknown[] {
  if (typeof value === 'number') return ['x', { a: 1 }, [[1]], true];
  if (typeof value === 'boolean') return ['perhaps', 5, {}];
  if (typeof value === 'string') return [5, true, { a: 1 }];
  if (Array.isArray(value)) return [{ a: { b: 1 } }, [[{}]], ...(typeof value[0] === 'number' ? ['x', ['x']] : [])];
  return typeof value === 'object' && value !== null ? ['x', 5, [1]] : [];
}

/** What is wrong with the body of an error (reference: api/conventions.md, "Error bodies"). */
function errorsOf({ body, headers }: Answer): readonly string[] {
  const isJson = String(headers['content-type']).startsWith('application/json');
  const errors = listAt(body, 'errors');
  return [
    ...(isJson ? [] : ['is no JSON']),
    ...(errors.length > 0 ? [] : ['has no errors']),
    ...errors.flatMap((error) =>
      ['message', 'details'].filter((name) => typeof at(error, name) !== 'string').map((name) => `has no ${name}`),
    ),
  ];
}
