import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  entriesOf,
  getKey,
  isArrayValue,
  isObjectValue,
  keysOf,
  makeObject,
  parseJson,
  stringifyJson,
  type Value,
} from '@fabula/formula';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, idAt, oneConnection, startFabula, type TestFabula } from '../testing/fabula.test-kit.ts';

const corpus = process.env['FABULA_STORY_CORPUS'] ?? '';
const files = existsSync(corpus) ? readdirSync(corpus).filter((name) => name.endsWith('.json')) : [];

function withoutTime(document: Value): Value {
  if (!isObjectValue(document)) throw new Error('an export is an object');
  return makeObject(entriesOf(document).filter(([key]) => key !== 'exported_at'));
}

/** As text, because the order of keys and the spelling of numbers (`1.0`) count. */
function textWithoutTime(document: Value): string {
  return stringifyJson(withoutTime(document));
}

function parse(text: string): Value {
  const parsed = parseJson(text.replace(/^\uFEFF/, ''));
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

/**
 * Where the copy differs from the original, when each guid and each webhook path may have become another one, the same
 * wherever it stands.
 */
function differences(original: Value, copy: Value): string[] {
  const renewed = new Map<string, string>();
  const texts: [string, string, string][] = [];
  const found: string[] = [];
  const walk = (left: Value, right: Value, place: string): void => {
    if (typeof left === 'string' && typeof right === 'string') {
      if (left === right) return;
      const isIdentity = /^[0-9a-f]{32}$/.test(right) && (/^[0-9a-f]{32}$/.test(left) || place.endsWith('.path'));
      if (!isIdentity) texts.push([left, right, place]);
      else if (renewed.has(left) && renewed.get(left) !== right) found.push(`${place}: renewed twice`);
      else renewed.set(left, right);
    } else if (isArrayValue(left) && isArrayValue(right) && left.length === right.length) {
      for (const [index, item] of left.entries()) walk(item, right[index] ?? null, `${place}[${index}]`);
    } else if (isObjectValue(left) && isObjectValue(right)) {
      if (keysOf(left).join() !== keysOf(right).join()) found.push(`${place}: other keys`);
      for (const [key, value] of entriesOf(left)) walk(value, getKey(right, key) ?? null, `${place}.${key}`);
    } else if (stringifyJson(left) !== stringifyJson(right)) found.push(place);
  };
  walk(original, copy, '');
  for (const [left, right, place] of texts) {
    if (left.replace(/[0-9a-f]{32}/g, (guid) => renewed.get(guid) ?? guid) !== right) found.push(place);
  }
  return found;
}

describe.each(oneConnection)('story files on %s', (kind) => {
  let world: TestFabula;
  let team: number;

  beforeAll(async () => {
    world = await startFabula(kind);
    team = idAt((await world.ask('GET', '/api/v1/teams')).body, 'teams.0.id');
  });
  afterAll(() => world.drop());

  const importText = (text: string, more = '') =>
    world.ask('POST', '/api/v1/stories/import', { body: `{"team_id":${team}${more},"data":${text}}` });
  const exportOf = async (id: number, query = '') =>
    (await world.ask('GET', `/api/v1/stories/${id}/export${query}`)).body;

  const hello = readFileSync(new URL('../../../../examples/stories/hello.json', import.meta.url), 'utf8');

  test.skipIf(files.length === 0)('there are real stories to try (FABULA_STORY_CORPUS)', () => {
    expect(files.length).toBeGreaterThanOrEqual(18);
  });

  describe.skipIf(files.length === 0)('the real export', () => {
    test.each(files)('%s imports, exports equal, and a second copy is equal but for its identity', async (name) => {
      const text = readFileSync(join(corpus, name), 'utf8');
      const original = parse(text);
      const first = await importText(text);
      expect(first.status, first.text).toBe(200);
      expect(at(first.body, 'guid')).toBe(at(original, 'guid'));
      const firstExport = await exportOf(idAt(first.body));
      expect(textWithoutTime(firstExport)).toBe(textWithoutTime(original));

      const second = await importText(text);
      expect(second.status, second.text).toBe(200);
      const secondExport = await exportOf(idAt(second.body));
      expect(at(secondExport, 'guid')).not.toBe(at(original, 'guid'));
      expect(differences(withoutTime(original), withoutTime(secondExport))).toEqual([]);
    });
  });

  test('the name can be chosen, and the story lands in the folder', async () => {
    const answer = await importText(hello, ',"new_name":"Chosen"');
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ name: 'Chosen', slug: 'chosen', team_id: team, webhook_api_enabled: true });
  });

  test('versionReplace replaces the story of the same name and keeps its id', async () => {
    const first = await importText(hello, ',"new_name":"Replace me"');
    const edited = hello.replace('"severity": "=DEFAULT', '"importance": "=DEFAULT');
    const again = await importText(edited, ',"new_name":"Replace me","mode":"versionReplace"');
    expect(again.status, again.text).toBe(200);
    expect(idAt(again.body)).toBe(idAt(first.body));
    expect(stringifyJson(await exportOf(idAt(again.body)))).toContain('"importance"');
    const other = await importText(hello, ',"new_name":"Nobody has this name","mode":"versionReplace"');
    expect(idAt(other.body)).not.toBe(idAt(first.body));
  });

  test('what versionReplace replaces is kept as a version, and comes back as it was', async () => {
    const id = idAt((await importText(hello, ',"new_name":"Kept"')).body);
    const before = withoutTime(await exportOf(id));
    const edited = hello.replace('"severity": "=DEFAULT', '"importance": "=DEFAULT');
    await importText(edited, ',"new_name":"Kept","mode":"versionReplace"');
    const versions = await world.ask('GET', `/api/v1/stories/${id}/versions`);
    expect(at(versions.body, 'story_versions')).toMatchObject([{ name: 'Before a file took its place' }]);
    const version = idAt(versions.body, 'story_versions.0.id');
    const restored = await world.ask('POST', `/api/v1/stories/${id}/versions/${version}/restore`, { body: {} });
    expect(restored.status, restored.text).toBe(200);
    expect(differences(before, withoutTime(await exportOf(id)))).toEqual([]);
  });

  test('versionReplace leaves a locked story as it is until it is unlocked', async () => {
    const replace = ',"new_name":"Under lock","mode":"versionReplace"';
    const id = idAt((await importText(hello, replace)).body);
    const lock = (locked: boolean) => world.ask('PUT', `/api/v1/stories/${id}`, { body: { locked } });
    await lock(true);
    const before = textWithoutTime(await exportOf(id));
    const refused = await importText('{"name":"x","agents":[],"links":[]}', replace);
    expect([refused.status, at(refused.body, 'errors.0.code')]).toEqual([422, 'story_locked']);
    expect(textWithoutTime(await exportOf(id))).toBe(before);
    // A copy beside it changes nothing of it.
    expect((await importText(hello, ',"new_name":"Under lock"')).status).toBe(200);
    await lock(false);
    expect(idAt((await importText(hello, replace)).body)).toBe(id);
  });

  test('an export may leave out addresses', async () => {
    const { body } = await importText(hello);
    const plain = await exportOf(idAt(body));
    const random = await exportOf(idAt(body), '?randomize_urls=true');
    expect(at(random, 'agents.0.options.path')).toMatch(/^[0-9a-f]{32}$/);
    expect(at(random, 'agents.0.options.secret')).not.toBe(at(plain, 'agents.0.options.secret'));
    expect(at(await exportOf(idAt(body), '?clear_recipients=true'), 'recipients')).toEqual([]);
  });

  test.each([
    ['a link to nowhere', '{"name":"x","agents":[],"links":[{"source":0,"receiver":1}]}', 'story_import_refused'],
    ['no list of actions', '{"name":"x"}', 'story_import_refused'],
    ['actions that are no list', '{"name":"x","agents":5}', 'story_import_refused'],
    ['a list', '[]', 'invalid_parameter'],
    ['a hundred thousand nested arrays', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'malformed_json'],
  ])('%s is refused with a reason', async (_name, data, code) => {
    const before = at((await world.ask('GET', '/api/v1/stories')).body, 'meta.count');
    const answer = await importText(data);
    expect(answer.status).toBeLessThan(500);
    expect(at(answer.body, 'errors.0.code')).toBe(code);
    expect(String(at(answer.body, 'errors.0.details')).length).toBeGreaterThan(10);
    expect(at((await world.ask('GET', '/api/v1/stories')).body, 'meta.count')).toBe(before);
  });

  test('keys such as __proto__ are imported and exported like any other', async () => {
    const data =
      '{"name":"Odd","agents":[{"type":"Agents::WebhookAgent","name":"w","options":{"__proto__":{"a":1.0},"10":1,"2":9007199254740993}}],"links":[],"__proto__":"kept"}';
    const { body, status, text } = await importText(data);
    expect(status, text).toBe(200);
    const exported = stringifyJson(await exportOf(idAt(body)));
    expect(exported).toContain('"options":{"__proto__":{"a":1.0},"10":1,"2":9007199254740993');
    expect(exported).toContain('"__proto__":"kept"');
  });

  test('an unknown story has no export', async () => {
    expect((await world.ask('GET', '/api/v1/stories/999999/export')).status).toBe(404);
  });
});
