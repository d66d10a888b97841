/** Real exports, found through FABULA_STORY_CORPUS: each comes back as it came. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseJson, stringifyJson, type Value } from '@fabula/formula';
import { describe, expect, test } from 'vitest';
import { readStoryExport } from './read-story-export.ts';
import { renewGuids } from './renew-guids.ts';
import type { StoryDocument } from './story-document.ts';
import { withoutExportTime } from './story-export.test-kit.ts';
import { writeStoryExport } from './write-story-export.ts';

const corpus = process.env['FABULA_STORY_CORPUS'];
const files = corpus === undefined ? [] : readdirSync(corpus).filter((name) => name.endsWith('.json'));

describe.skipIf(corpus === undefined)('a real export (set FABULA_STORY_CORPUS to run these)', () => {
  test('is there', () => {
    expect(files.length).toBeGreaterThan(0);
  });

  test.each(files)('%s is written back exactly', (name) => {
    const { document, value } = load(name);
    expect(withoutExportTime(writeStoryExport(document, 'now'))).toBe(withoutExportTime(value));
  });

  test.each(files)('%s has no warnings', (name) => {
    expect(load(name).document.warnings).toEqual([]);
  });

  test.each(files)('%s is equal again after new guids are mapped back', (name) => {
    const { document, value } = load(name);
    const former = new Map<string, string>();
    let count = 0;
    const renewed = renewGuids(document, () => {
      count += 1;
      return count.toString(16).padStart(32, 'f');
    });
    const text = withoutExportTime(writeStoryExport(renewed, 'now'));
    former.set(renewed.guid ?? '', document.guid ?? '');
    document.actions.forEach((action, index) => {
      const other = renewed.actions[index];
      former.set(other?.guid ?? '', action.guid ?? '');
      const [path, newPath] = [action.options, other?.options ?? {}].map((options) =>
        stringifyJson(options)
          .match(/"(?:path|url_identifier)":"([^"]+)"/)
          ?.at(1),
      );
      const hasAddress = ['Agents::WebhookAgent', 'Agents::FormAgent'].includes(action.type);
      if (hasAddress && path !== undefined) former.set(newPath ?? '', path);
    });
    for (const [index, note] of document.notes.entries()) former.set(renewed.notes[index]?.guid ?? '', note.guid ?? '');
    expect(count).toBe(former.size);
    expect(text.replace(/f[0-9a-f]{31}/g, (hex) => former.get(hex) ?? hex)).toBe(withoutExportTime(value));
  });
});

function load(name: string): { document: StoryDocument; value: Value } {
  const parsed = parseJson(readFileSync(join(corpus ?? '', name), 'utf8'));
  if (!parsed.ok) throw new Error(parsed.error.message);
  const read = readStoryExport(parsed.value);
  if (!read.ok) throw new Error(`${read.error.field}: ${read.error.message}`);
  return { document: read.value, value: parsed.value };
}
