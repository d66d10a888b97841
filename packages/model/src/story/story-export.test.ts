import {
  getKey,
  makeObject,
  type ObjectValue,
  OrderedObject,
  parseJson,
  stringifyJson,
  type Value,
} from '@fabula/formula';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { actionInputs } from './action-inputs.ts';
import { clearRecipients, randomizeUrls } from './export-choices.ts';
import { readStoryExport } from './read-story-export.ts';
import { renewGuids } from './renew-guids.ts';
import type { DocumentAction, StoryDocument } from './story-document.ts';
import { withoutExportTime } from './story-export.test-kit.ts';
import { writeStoryExport } from './write-story-export.ts';

const webhookGuid = 'a'.repeat(32);
const conditionGuid = 'b'.repeat(32);
const resultGuid = 'c'.repeat(32);

/** A small file in the shape of schema 30, with something unknown at every level. */
const smallExport = `{
  "schema_version": 30, "standard_lib_version": 92, "action_runtime_version": 83, "from_tomorrow": {"2": 1, "1": 1.0},
  "name": "Triage", "description": null, "guid": "${'0'.repeat(32)}", "slug": "triage",
  "agents": [
    {"type": "Agents::WebhookAgent", "name": "Receive", "disabled": false, "description": null, "guid": "${webhookGuid}",
     "options": {"path": "in", "secret": "s3cret", "verbs": "get,post"}, "badge": 12345678901234567890},
    {"type": "Agents::TriggerAgent", "name": "Decide", "disabled": false, "guid": "${conditionGuid}",
     "options": {"rules": [], "must_match": "1"}, "monitoring": {"monitor_all_events": false, "monitor_failures": true}},
    {"type": "Agents::EmailAgent", "name": "Tell", "guid": "${resultGuid}", "schedule": [],
     "options": {"recipients": ["ada@example.com"], "cc": "bob@example.com", "subject": "=INPUT.subject"}}
  ],
  "links": [{"source": 0, "receiver": 1}, {"receiver": 2, "source": 1, "link_type": "secondary", "colour": "red"}],
  "diagram_notes": [{"content": "# Why", "position": [10.0, 20], "guid": "${'9'.repeat(32)}", "width": 270}],
  "diagram_layout": "{\\"${conditionGuid}\\": [15.0, 30], \\"${webhookGuid}\\":[15,0], \\"gone\\":[1,2]}",
  "integrations": [{"action_guid": "${resultGuid}", "action_inputs": [
    {"name": "Subject", "value": "\\"=decide.title\\""}, {"name": "Per page?", "value": "500"}, {"name": "Raw", "value": "not json"}]}],
  "pages": [{"agent_guid": "${webhookGuid}"}], "recipients": ["ada@example.com"], "tags": ["soc", "mail"],
  "send_to_story_enabled": true, "entry_agent_guid": "${webhookGuid}", "exit_agent_guids": ["${resultGuid}"],
  "exit_agent_guid": "${resultGuid}", "send_to_story_access": "team", "keep_events_for": 86400,
  "origin_story_identifier": "cloud:1:${'0'.repeat(32)}", "exported_at": "2026-01-01T00:00:00Z", "icon": ":book:"
}`;

describe('reading an export', () => {
  test('takes the story apart', () => {
    const document = read(parse(smallExport));
    expect(document).toMatchObject({
      name: 'Triage',
      schemaVersion: 30,
      keepEventsFor: 86400,
      tags: ['soc', 'mail'],
      recipients: ['ada@example.com'],
      accessSource: 'STS',
      accessScope: 'TEAM',
      entryGuid: webhookGuid,
      exitGuids: [resultGuid],
      warnings: [],
    });
    expect(document.actions.map(({ name, x, y, monitoring }) => [name, x, y, monitoring.failures])).toEqual([
      ['Receive', 15, 0, false],
      ['Decide', 15, 30, true],
      ['Tell', 0, 180, false],
    ]);
    expect(document.links.map(({ source, receiver, kind }) => [source, receiver, kind])).toEqual([
      [0, 1, 'default'],
      [1, 2, 'no_match'],
    ]);
    expect(document.notes).toMatchObject([{ content: '# Why', x: 10, y: 20, width: 270 }]);
  });

  test('gives what INPUT means in each action', () => {
    expect(actionInputs(read(parse(smallExport))).get(resultGuid)).toEqual(
      makeObject([
        ['subject', '=decide.title'],
        ['per_page', 500],
        ['raw', 'not json'],
      ]),
    );
  });

  const oneAction = '"agents": [{"type": "Agents::TriggerAgent", "name": "A", "guid": "g"}]';
  test.each([
    ['no object', '[]', ''],
    ['no actions', '{"name": "Triage"}', 'agents'],
    ['actions that are no list', '{"name": "Triage", "agents": {}}', 'agents'],
    ['no name', '{"agents": []}', 'name'],
    ['an action that is no object', '{"name": "T", "agents": [null]}', 'agents[0]'],
    ['an action without a type', '{"name": "T", "agents": [{"name": "A"}]}', 'agents[0].type'],
    ['an action with another name than text', '{"name": "T", "agents": [{"type": "A", "name": 1}]}', 'agents[0].name'],
    [
      'options that are no object',
      '{"name": "T", "agents": [{"type": "A", "name": "A", "options": "x"}]}',
      'agents[0].options',
    ],
    ['a guid that is no text', '{"name": "T", "agents": [{"type": "A", "name": "A", "guid": 5}]}', 'agents[0].guid'],
    [
      'one guid twice',
      `{"name": "T", "agents": [{"type": "A", "name": "A", "guid": "g"}, {"type": "A", "name": "B", "guid": "g"}]}`,
      'agents[1].guid',
    ],
    [
      'one webhook path twice',
      '{"name": "T", "agents": [{"type": "Agents::WebhookAgent", "name": "A", "options": {"path": "p"}}, {"type": "Agents::WebhookAgent", "name": "B", "options": {"path": "p"}}]}',
      'agents[1].options.path',
    ],
    [
      'a webhook path that no request can have',
      '{"name": "T", "agents": [{"type": "Agents::WebhookAgent", "name": "A", "options": {"path": "a\\u0000"}}]}',
      'agents[0].options.path',
    ],
    ['a link to nowhere', `{"name": "T", ${oneAction}, "links": [{"source": 0, "receiver": 1}]}`, 'links[0].receiver'],
    [
      'a link before the first',
      `{"name": "T", ${oneAction}, "links": [{"source": -1, "receiver": 0}]}`,
      'links[0].source',
    ],
    ['half a link', `{"name": "T", ${oneAction}, "links": [{"source": 0.5, "receiver": 0}]}`, 'links[0].source'],
    ['a link without an end', `{"name": "T", ${oneAction}, "links": [{"source": 0}]}`, 'links[0].receiver'],
    ['a link that is no object', `{"name": "T", ${oneAction}, "links": [7]}`, 'links[0]'],
    ['a layout that is no text', `{"name": "T", ${oneAction}, "diagram_layout": {}}`, 'diagram_layout'],
    ['a layout that is no JSON', `{"name": "T", ${oneAction}, "diagram_layout": "{"}`, 'diagram_layout'],
    ['a layout of another shape', `{"name": "T", ${oneAction}, "diagram_layout": "[]"}`, 'diagram_layout'],
    ['a position that is none', `{"name": "T", ${oneAction}, "diagram_layout": "{\\"g\\":[1]}"}`, 'diagram_layout.g'],
    ['a note that is no object', `{"name": "T", ${oneAction}, "diagram_notes": ["x"]}`, 'diagram_notes[0]'],
  ])('refuses %s and names the field', (_name, text, field) => {
    const result = readStoryExport(parse(text));
    expect(result).toMatchObject({ ok: false, error: { field } });
  });

  test('refuses more than 10,000 actions', () => {
    const agents = Array.from({ length: 10_001 }, (_, index) => ({ type: 'A', name: `A${index}` }));
    expect(readStoryExport({ name: 'T', agents })).toMatchObject({ ok: false, error: { field: 'agents' } });
  });

  test('takes a newer schema with a warning', () => {
    expect(read({ schema_version: 31, name: 'T', agents: [] }).warnings).toHaveLength(1);
  });

  test('keeps a link of an unknown type, with a warning', () => {
    const document = read({
      name: 'T',
      agents: [{ type: 'A', name: 'A' }],
      links: [{ source: 0, receiver: 0, link_type: 'sideways' }],
    });
    expect(document.links[0]?.kind).toBe('other');
    expect(document.warnings).toHaveLength(1);
  });
});

describe('writing an export', () => {
  test('gives back what was read, but for the time', () => {
    expect(exportedText(read(parse(smallExport)))).toBe(withoutExportTime(parse(smallExport)));
    expect(getKey(writeStoryExport(read(parse(smallExport)), 'now'), 'exported_at')).toBe('now');
  });

  test.each<[string, (document: StoryDocument) => StoryDocument, string, string]>([
    ['the name', (story) => ({ ...story, name: 'New' }), '"name":"Triage"', '"name":"New"'],
    ['tags', (story) => ({ ...story, tags: [] }), '"tags":["soc","mail"]', '"tags":[]'],
    [
      'exits, in both forms',
      (story) => ({ ...story, exitGuids: [conditionGuid] }),
      `"exit_agent_guids":["${resultGuid}"],"exit_agent_guid":"${resultGuid}"`,
      `"exit_agent_guids":["${conditionGuid}"],"exit_agent_guid":"${conditionGuid}"`,
    ],
    [
      'one flag of the monitoring',
      (story) => withAction(story, 1, { monitoring: { failures: false, allEvents: false, noEventsFor: null } }),
      '"monitor_failures":true',
      '"monitor_failures":false',
    ],
    [
      'the options of one action',
      (story) => withAction(story, 1, { options: makeObject([['rules', []]]) }),
      '{"rules":[],"must_match":"1"}',
      '{"rules":[]}',
    ],
    [
      'one position',
      (story) => withAction(story, 1, { x: 60 }),
      JSON.stringify(`{"${conditionGuid}": [15.0, 30], "${webhookGuid}":[15,0], "gone":[1,2]}`),
      JSON.stringify(`{"${conditionGuid}":[60,30],"${webhookGuid}":[15,0],"gone":[1,2]}`),
    ],
    [
      'the kind of a link',
      (story) => ({ ...story, links: story.links.map((link) => ({ ...link, kind: 'failure' as const })).slice(1) }),
      '"links":[{"source":0,"receiver":1},{"receiver":2,"source":1,"link_type":"secondary","colour":"red"}]',
      '"links":[{"receiver":2,"source":1,"link_type":"failure","colour":"red"}]',
    ],
    [
      'a note',
      (story) => ({ ...story, notes: story.notes.map((note) => ({ ...note, content: 'x' })) }),
      '"content":"# Why","position":[10.0,20]',
      '"content":"x","position":[10.0,20]',
    ],
  ])('writes %s in place and nothing else', (_name, change, before, after) => {
    const text = withoutExportTime(parse(smallExport));
    expect(text).toContain(before);
    expect(exportedText(change(read(parse(smallExport))))).toBe(text.replace(before, after));
  });

  test('adds a field that the old file did not have at the end', () => {
    const old = read({ schema_version: 3, name: 'T', agents: [] });
    expect(exportedText({ ...old, tags: ['soc'] })).toBe('{"schema_version":3,"name":"T","agents":[],"tags":["soc"]}');
  });

  test('writes a story that was made here in the newest schema, and reads it again', () => {
    const made: StoryDocument = {
      ...read({ schema_version: 30, name: 'Made here', agents: [] }),
      guid: '1'.repeat(32),
      carried: makeObject([]),
      accessSource: 'WORKBENCH',
      actions: [
        {
          ...(read(parse(smallExport)).actions[1] as DocumentAction),
          carried: makeObject([]),
          options: makeObject([['rules', []]]),
          x: 45,
        },
      ],
      notes: [
        { guid: '2'.repeat(32), content: 'Hi', x: 0, y: 0, width: null, groupGuid: null, carried: makeObject([]) },
      ],
    };
    const again = read(writeStoryExport(made, 'now'));
    expect(again).toMatchObject({ schemaVersion: 30, name: 'Made here', guid: made.guid, accessSource: 'WORKBENCH' });
    expect(again.actions).toMatchObject([{ name: 'Decide', x: 45, guid: conditionGuid }]);
    expect(again.notes).toMatchObject([{ content: 'Hi', guid: '2'.repeat(32) }]);
  });
});

describe('what a person may leave out of an export', () => {
  test('new addresses and secrets', () => {
    const document = randomizeUrls(read(parse(smallExport)), counter());
    expect(stringifyJson(document.actions[0]?.options ?? null)).toBe(
      `{"path":"${'1'.padStart(32, 'f')}","secret":"${'2'.padStart(32, 'f')}","verbs":"get,post"}`,
    );
  });

  test('a webhook whose address was its guid gets a path', () => {
    const old = read({ name: 'T', agents: [{ type: 'Agents::WebhookAgent', name: 'A', guid: 'g', options: {} }] });
    expect(stringifyJson(randomizeUrls(old, counter()).actions[0]?.options ?? null)).toBe(
      `{"path":"${'1'.padStart(32, 'f')}"}`,
    );
  });

  test('no recipients', () => {
    const text = exportedText(clearRecipients(read(parse(smallExport))));
    expect(text).not.toContain('example.com');
    expect(text).toContain('"recipients":[],"cc":""');
  });
});

describe('a second copy of a file', () => {
  test('has an identity of its own wherever the file names one, and the same origin', () => {
    const document = read(parse(smallExport));
    const text = exportedText(renewGuids(document, counter()));
    for (const guid of [webhookGuid, conditionGuid, resultGuid, '9'.repeat(32)]) expect(text).not.toContain(guid);
    expect(text).not.toContain('"path":"in"');
    expect(text).toContain(`"origin_story_identifier":"cloud:1:${'0'.repeat(32)}"`);
    expect(text).toContain('"secret":"s3cret"');
  });

  test('is equal to the first after mapping back, whatever else the file holds', () => {
    fc.assert(
      fc.property(anyExport, (value) => {
        const document = read(value);
        const renewed = renewGuids(document, counter());
        const former = new Map<string, string>();
        const remember = (fresh: string | null | undefined, old: string | null | undefined): void => {
          if (typeof fresh === 'string' && typeof old === 'string') former.set(fresh, old);
        };
        remember(renewed.guid, document.guid);
        document.actions.forEach((action, index) => {
          const other = renewed.actions[index];
          remember(other?.guid, action.guid);
          remember(pathOf(other), pathOf(action));
        });
        document.notes.forEach((note, index) => {
          remember(renewed.notes[index]?.guid, note.guid);
        });
        const text = exportedText(renewed).replace(/f[0-9a-f]{31}/g, (hex) => former.get(hex) ?? hex);
        expect(text).toBe(withoutExportTime(value));
      }),
    );
  });
});

/** Files with unknown keys of any content, `__proto__` and index-like keys included, at every level. */
const anyJson = fc.json({ maxDepth: 3 }).map(parse);
const anyKey = fc.constantFrom(
  ...['__proto__', '2', '1', 'constructor', 'description', 'slug', 'schedule', 'monitoring', 'reporting', 'width'],
  ...['tags', 'recipients', 'keep_events_for', 'exit_agent_guid', 'send_to_story_enabled', 'disabled', 'secret'],
);
const anyObject = fc
  .array(fc.tuple(fc.oneof(anyKey, fc.string()), anyJson), {
    maxLength: 4,
  })
  .map((entries) => makeObject(entries));

const anyExport = fc
  .tuple(fc.integer({ min: 0, max: 5 }), anyObject, anyObject, anyObject, fc.boolean())
  .map(([count, top, inAction, inOptions, hasPages]) => {
    const guids = Array.from({ length: count }, (_, index) => index.toString(16).padStart(32, 'a'));
    const links = guids.flatMap((_, index) =>
      index === 0
        ? []
        : [{ source: index - 1, receiver: index, ...(index % 2 === 0 ? { link_type: 'secondary' } : {}) }],
    );
    return extended(top, {
      name: 'Any',
      guid: 'b'.repeat(32),
      agents: guids.map((guid, index) =>
        extended(inAction, {
          type: index % 2 === 0 ? 'Agents::WebhookAgent' : 'Agents::TriggerAgent',
          name: `Action ${index}`,
          guid,
          options: extended(inOptions, index === 0 ? { path: 'first' } : {}),
        }),
      ),
      links,
      diagram_layout: JSON.stringify(Object.fromEntries(guids.map((guid, index) => [guid, [index, 1.5]]))),
      diagram_notes: guids.map((_, index) => ({ content: 'note', guid: index.toString(16).padStart(32, 'c') })),
      entry_agent_guid: guids[0] ?? null,
      exit_agent_guids: guids.slice(1),
      ...(hasPages ? { pages: guids.map((guid) => ({ agent_guid: guid })) } : {}),
      integrations: guids.map((guid) => ({ action_guid: guid, action_inputs: [] })),
    });
  });

/** The unknown keys first, so that the order of all of them is part of the test. */
function extended(unknown: ObjectValue, known: ObjectValue): ObjectValue {
  const own = unknown instanceof OrderedObject ? [...unknown] : Object.entries(unknown);
  const taken = new Set(Object.keys(known));
  return makeObject([...own.filter(([key]) => !taken.has(key) && key !== 'path'), ...Object.entries(known)]);
}

function pathOf(action: DocumentAction | undefined): string | null {
  const path = action === undefined ? undefined : getKey(action.options, 'path');
  return action?.type === 'Agents::WebhookAgent' && typeof path === 'string' ? path : null;
}

function withAction(story: StoryDocument, place: number, change: Partial<DocumentAction>): StoryDocument {
  return {
    ...story,
    actions: story.actions.map((action, index) => (index === place ? { ...action, ...change } : action)),
  };
}

function counter(): () => string {
  let count = 0;
  return () => {
    count += 1;
    return count.toString(16).padStart(32, 'f');
  };
}

function exportedText(document: StoryDocument): string {
  return withoutExportTime(writeStoryExport(document, 'now'));
}

function parse(text: string): Value {
  const parsed = parseJson(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

function read(value: Value): StoryDocument {
  const result = readStoryExport(value);
  if (!result.ok) throw new Error(`${result.error.field}: ${result.error.message}`);
  return result.value;
}
