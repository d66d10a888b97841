import { describe, expect } from 'vitest';
import { objectOf } from '../testing/action-input.ts';
import { optionTest } from '../testing/option-test.test-kit.ts';
import { TestMemory } from '../testing/run-memory.ts';
import { json, kind, runRequest } from './run-request.test-kit.ts';

const pages = [json({ items: [1], next: 'b' }), json({ items: [2], next: 'c' }), json({ items: [3], next: null })];
const pagination = { has_more: '=PAGINATE.previous_response.body.next' };
const options = {
  method: 'get',
  payload: { page: '=PAGINATE.index', cursor: '=DEFAULT(PAGINATE.previous_response.body.next, "a")' },
  pagination,
};

describe('pagination', () => {
  optionTest(kind, 'pagination', 'repeats the request until has_more is false, and makes one event of it', async () => {
    const memory = new TestMemory();
    const { requests, events } = await runRequest(options, { answers: pages, memory });
    expect(requests.map(({ url }) => new URL(url).search)).toEqual([
      '?page=0&cursor=a',
      '?page=1&cursor=b',
      '?page=2&cursor=c',
    ]);
    expect(events).toEqual([
      {
        body: [
          { items: [1], next: 'b' },
          { items: [2], next: 'c' },
          { items: [3], next: null },
        ],
        headers: { 'content-type': 'application/json' },
        status: 200,
        meta: { duration: 0.36, pages: 3 },
      },
    ]);
    expect(memory.rows.size).toBe(0);
  });

  optionTest(kind, 'pagination', 'one event per page', async () => {
    const perPage = { ...options, pagination: { ...pagination, output: 'per_page' } };
    const { events } = await runRequest(perPage, { answers: pages });
    expect(events).toMatchObject([
      { body: { items: [1] }, meta: { page: 0 } },
      { body: { items: [2] }, meta: { page: 1 } },
      { body: { items: [3] }, meta: { page: 2 } },
    ]);
  });

  optionTest(kind, 'pagination', 'a single page has the same shape', async () => {
    const { events } = await runRequest(options, { answers: [json({ items: [9] })] });
    expect(events).toMatchObject([{ body: [{ items: [9] }], meta: { pages: 1 } }]);
  });

  optionTest(kind, 'pagination', 'stops after max_pages with a warning', async () => {
    const limited = { ...options, pagination: { has_more: '<<PAGINATE.index >= 0>>', max_pages: '2' } };
    const { events, logs } = await runRequest(limited, { answers: pages });
    expect(events).toMatchObject([{ meta: { pages: 2 } }]);
    expect(logs.filter(({ level }) => level === 2)).toEqual([
      { level: 2, message: 'There are more pages, but only 2 were read (pagination.max_pages).' },
    ]);
  });

  optionTest(kind, 'pagination', 'text that says false is false', async () => {
    const { events } = await runRequest({ ...options, pagination: { has_more: '<<FALSE>>' } }, { answers: pages });
    expect(events).toMatchObject([{ meta: { pages: 1 } }]);
  });

  optionTest(kind, ['pagination', 'retries'], 'a page is tried again by itself', async () => {
    const answers = [
      pages[0] ?? {},
      json({}, { status: 500 }),
      pages[1] ?? {},
      json({}, { status: 500 }),
      pages[2] ?? {},
    ];
    const { requests, events, logs } = await runRequest(
      { ...options, retry_on_status: ['500'], retries: 1 },
      { answers },
    );
    expect(requests.map(({ url }) => new URL(url).searchParams.get('page'))).toEqual(['0', '1', '1', '2', '2']);
    expect(events).toMatchObject([{ meta: { pages: 3 } }]);
    expect(logs.filter(({ level }) => level === 4)).toEqual([]);
  });

  optionTest(kind, 'pagination', 'an error ends it; the event has the pages so far', async () => {
    const bad = await runRequest(options, { answers: [pages[0] ?? {}, json({ oops: true }, { status: 500 })] });
    expect(bad.events).toMatchObject([{ body: [{ items: [1] }, { oops: true }], status: 500, meta: { pages: 2 } }]);
    expect(bad.outcome.logs?.map(({ level }) => level)).toEqual([4]);
    const silent = await runRequest(options, {
      answers: [pages[0] ?? {}, { kind: 'timeout', message: 'api.test did not answer' }],
    });
    expect(silent.events).toMatchObject([{ body: [{ items: [1] }], meta: { pages: 1 } }]);
    expect(silent.outcome.logs).toEqual([{ level: 4, message: 'api.test did not answer' }]);
  });

  optionTest(kind, 'pagination', 'each page has an idempotency key of its own', async () => {
    const { requests } = await runRequest({ pagination: { has_more: '=PAGINATE.index < 1' } }, { answers: pages });
    const keys = requests.map(({ headers }) => headers.find(([name]) => name === 'Idempotency-Key')?.[1]);
    expect(keys).toEqual(['key-of-this-delivery', 'key-of-this-delivery-1']);
  });

  optionTest(
    kind,
    ['pagination', 'local', 'customize_output'],
    'local values stay, and the output sees all pages',
    async () => {
      const custom = {
        ...options,
        local: { id: '=hook.id' },
        headers: { 'X-Id': '=LOCAL.id' },
        customize_output: '=MAP(body, "items")',
      };
      const { events, requests } = await runRequest(custom, { answers: pages, tree: objectOf({ hook: { id: 7 } }) });
      expect(events).toEqual([[[1], [2], [3]]]);
      expect(requests.map(({ headers }) => headers.find(([name]) => name === 'X-Id')?.[1])).toEqual(['7', '7', '7']);
    },
  );

  optionTest(kind, 'pagination', 'that cannot be understood is an error', async () => {
    await expect(runRequest({ pagination: { max_pages: 2 } })).rejects.toThrow('must have the key has_more');
    await expect(runRequest({ pagination: 'x' })).rejects.toThrow("'pagination' must be an object");
    await expect(runRequest({ pagination: { has_more: true, output: 'x' } })).rejects.toThrow(
      "'pagination.output' must be one of combined, per_page",
    );
    await expect(runRequest({ pagination: { has_more: true, max_pages: 10_001 } })).rejects.toThrow(
      "'pagination.max_pages' must be a whole number between 1 and 10000",
    );
    for (const none of [false, null, '']) expect((await runRequest({ pagination: none })).events).toHaveLength(1);
  });
});
