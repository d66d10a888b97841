import { stringifyJson } from '@fabula/formula';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, startFabula, type TestFabula } from '../testing/fabula.test-kit.ts';

describe('evaluation on request', () => {
  let world: TestFabula;
  beforeAll(async () => {
    world = await startFabula('embedded');
  });
  afterAll(() => world.drop());

  const evaluate = (body: unknown, key?: string | null) =>
    world.ask('POST', '/api/formulas/evaluate', { body, ...(key === undefined ? {} : { key }) });

  test.each([
    ['a formula', { formula: '1 + 1' }, '{"result":2}'],
    ['a formula with a leading =', { formula: '=UPCASE("a")' }, '{"result":"A"}'],
    ['a name of the context', { formula: 'a.b[1]', context: { a: { b: [1, [2]] } } }, '{"result":[2]}'],
    ['a name that is nowhere', { formula: 'nowhere', context: null }, '{"result":null}'],
    ['a text field', { formula: 'Hi <<a>>!', field: 'text', context: { a: 'Ada' } }, '{"result":"Hi Ada!"}'],
    ['the older notation', { formula: '{{ a | upcase }}', field: 'text', context: { a: 'x' } }, '{"result":"X"}'],
    ['a hash of the platform', { formula: 'MD5("a")' }, '{"result":"0cc175b9c0f1b6a831c399e269772661"}'],
    [
      'a pattern with look-ahead',
      { formula: 'REGEX_EXTRACT("ac ab", "a(?=b)")' },
      expect.stringMatching(/^\{"result":\[?"a"\]?\}$/),
    ],
  ])('%s is evaluated', async (_name, body, expected) => {
    const answer = await evaluate(body);
    expect({ status: answer.status, text: answer.text }).toEqual({ status: 200, text: expected });
  });

  test('values come back as they were written', async () => {
    const context = '{"b":9007199254740993,"a":1.0,"__proto__":{"x":"\\u0000"}}';
    const answer = await evaluate(`{"formula":"doc","context":{"doc":${context}}}`);
    expect(answer.text).toBe(`{"result":${context}}`);
  });

  test.each([
    ['a syntax error', { formula: '1 +' }, 'syntax'],
    ['an unknown function', { formula: 'UPKASE("a")' }, 'unknown_function'],
    ['a division by zero', { formula: '1 / 0' }, 'division_by_zero'],
    ['more work than is allowed', { formula: 'MAP_LAMBDA(RANGE(1, 1900000), LAMBDA(n, n * 2))' }, 'budget'],
    ['more text than is allowed', { formula: 'REPLACE(a, "x", a)', context: { a: 'x'.repeat(2000) } }, 'budget'],
  ])('%s is answered with its code, its message and its place', async (_name, body, code) => {
    const answer = await evaluate(body);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ error: { code, message: expect.any(String), range: expect.any(Array) } });
  });

  test('the place of an error is a range of the formula as it was sent', async () => {
    const answer = await evaluate({ formula: '= 1 + UPKASE("a")' });
    expect(stringifyJson(at(answer.body, 'error.range'))).toBe('[6,12]');
  });

  test('no credential, resource or fact of a run can be read', async () => {
    for (const formula of ['CREDENTIAL.anything', 'RESOURCE.anything', 'META', 'LOCAL']) {
      expect((await evaluate({ formula })).text).toBe('{"result":null}');
    }
  });

  test.each([
    ['without a formula', {}, 'missing_parameter', 'formula'],
    ['with a formula that is no text', { formula: 1 }, 'invalid_parameter', 'formula'],
    ['with a formula that is too long', { formula: ' '.repeat(100_001) }, 'invalid_parameter', 'formula'],
    ['with a field that is none', { formula: '1', field: 'html' }, 'invalid_parameter', 'field'],
    ['with a context that is a list', { formula: '1', context: [] }, 'invalid_parameter', 'context'],
  ])('a question %s is refused', async (_name, body, code, field) => {
    const answer = await evaluate(body);
    expect(answer.status).toBe(422);
    expect(at(answer.body, 'errors.0')).toMatchObject({ code, field });
  });

  test('a body that is too large is refused before it is read', async () => {
    const answer = await evaluate({ formula: '1', context: { a: 'x'.repeat(2_000_000) } });
    expect([answer.status, answer.code]).toEqual([413, 'body_too_large']);
  });

  test('nobody is answered who is not signed in', async () => {
    expect((await evaluate({ formula: '1' }, null)).status).toBe(401);
  });

  test('many questions at once are all answered, and others in between', async () => {
    const slow = { formula: 'SUM(MAP_LAMBDA(RANGE(1, 20000), LAMBDA(n, n * 2)))' };
    const answers = Promise.all(Array.from({ length: 20 }, () => evaluate(slow)));
    let isDone = false;
    void answers.then(() => {
      isDone = true;
    });
    await world.ask('GET', '/healthz', { key: null });
    expect(isDone).toBe(false);
    expect(new Set((await answers).map(({ status }) => status))).toEqual(new Set([200]));
  });

  test('the description of the API has it', async () => {
    const { body } = await world.ask('GET', '/api/openapi.json', { key: null });
    expect(at(body, 'paths./api/formulas/evaluate.post.tags.0')).toBe('Formulas');
  });
});
