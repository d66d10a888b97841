/**
 * What is different between two moments of a story, part by part: actions and notes by their guids, links by what they join, all
 * else by name. Names of fields are those of the export.
 */
import {
  deepEqual,
  entriesOf,
  getKey,
  isArrayValue,
  isObjectValue,
  type ObjectValue,
  type Value,
} from '@fabula/formula';
import type { StoryDocument } from '../story-document.ts';
import type { VersionedStory } from '../versioned-story.ts';
import { writeStoryExport } from '../write-story-export.ts';

export interface FieldChange {
  /** `name`, `options.url`, `position` … */
  readonly field: string;
  /** undefined: it was not there. */
  readonly before: Value | undefined;
  readonly after: Value | undefined;
}

export interface StoryDifference {
  readonly operation: 'add' | 'update' | 'remove';
  readonly target: 'story' | 'action' | 'link' | 'note';
  /** Guid of an action or note, ends and kind of a link; empty for the story. */
  readonly id: string;
  /** What people call it. */
  readonly name: string;
  /** `Agents::…Agent`; null for everything that is no action. */
  readonly type: string | null;
  readonly fields: readonly FieldChange[];
  /** Only where it lies on the storyboard. */
  readonly isPositional: boolean;
}

/** In the order: the story, its actions, links, notes. Empty: both do and show the same. */
export function diffStories(before: VersionedStory, after: VersionedStory): readonly StoryDifference[] {
  const [from, to] = [partsOf(before), partsOf(after)];
  return [
    ...diffPart('story', from.story, to.story),
    ...diffPart('action', from.actions, to.actions),
    ...diffPart('link', from.links, to.links),
    ...diffPart('note', from.notes, to.notes),
  ];
}

interface Part {
  readonly name: string;
  readonly type: string | null;
  readonly fields: ReadonlyMap<string, Value>;
}

type Parts = ReadonlyMap<string, Part>;

function diffPart(target: StoryDifference['target'], before: Parts, after: Parts): StoryDifference[] {
  const differences: StoryDifference[] = [];
  for (const id of new Set([...before.keys(), ...after.keys()])) {
    const [from, to] = [before.get(id), after.get(id)];
    const fields = diffFields(from?.fields ?? new Map(), to?.fields ?? new Map());
    if (from !== undefined && to !== undefined && fields.length === 0) continue;
    const operation = from === undefined ? 'add' : to === undefined ? 'remove' : 'update';
    const { name, type } = to ?? from ?? { name: '', type: null };
    const isPositional = operation === 'update' && fields.every(({ field }) => positional.has(field));
    differences.push({ operation, target, id, name, type, fields, isPositional });
  }
  return differences;
}

const positional: ReadonlySet<string> = new Set(['position', 'width']);

function diffFields(before: ReadonlyMap<string, Value>, after: ReadonlyMap<string, Value>): FieldChange[] {
  const changes: FieldChange[] = [];
  for (const field of new Set([...before.keys(), ...after.keys()])) {
    const [from, to] = [before.get(field), after.get(field)];
    if (from !== undefined && to !== undefined && deepEqual(from, to)) continue;
    // What is not there and what is empty mean the same in an export.
    if ((from ?? null) === null && (to ?? null) === null) continue;
    changes.push({ field, before: from, after: to });
  }
  return changes;
}

function partsOf(story: VersionedStory) {
  const { document } = story;
  const file = writeStoryExport(document, '');
  const agents = listAt(file, 'agents');
  return {
    story: new Map([['', { name: document.name, type: null, fields: storyFields(story, file) }]]),
    actions: new Map(
      document.actions.map((action, place): [string, Part] => [
        action.guid ?? '',
        {
          name: action.name,
          type: action.type,
          fields: new Map<string, Value>([
            ...flatFields(agents[place] ?? {}, ['options', 'guid', 'width']),
            ...entriesOf(action.options).map(([key, value]): [string, Value] => [`options.${key}`, value]),
            ['position', [action.x, action.y]],
            ['width', action.width],
            ['num_runs_to_save', story.runsToSave.get(action.guid ?? '') ?? null],
          ]),
        },
      ]),
    ),
    links: linkParts(document),
    notes: new Map(
      document.notes.map((note, place): [string, Part] => [
        note.guid ?? `${place}`,
        {
          name: note.content.split('\n')[0] ?? '',
          type: null,
          fields: new Map<string, Value>([
            ['content', note.content],
            ['group_guid', note.groupGuid],
            ['position', [note.x, note.y]],
            ['width', note.width],
          ]),
        },
      ]),
    ),
  };
}

/** Beside its lists, and beside what belongs to the story itself or to the file. */
const notOfStory = ['agents', 'links', 'diagram_notes', 'diagram_layout', 'exported_at', 'tags', 'guid', 'slug'];

function storyFields(story: VersionedStory, file: ObjectValue): ReadonlyMap<string, Value> {
  return new Map<string, Value>([
    ...flatFields(file, notOfStory),
    ['disabled', story.isDisabled],
    ['priority', story.isPriority],
    ['shared_team_slugs', story.sharedTeamSlugs],
  ]);
}

function flatFields(object: ObjectValue, without: readonly string[]): [string, Value][] {
  return entriesOf(object).filter(([key]) => !without.includes(key));
}

function linkParts(document: StoryDocument): Parts {
  const nameOf = (place: number): string => document.actions[place]?.name ?? '';
  const guidOf = (place: number): string => document.actions[place]?.guid ?? '';
  return new Map(
    document.links.map(({ source, receiver, kind }) => [
      `${guidOf(source)} ${guidOf(receiver)} ${kind}`,
      { name: `${nameOf(source)} → ${nameOf(receiver)}`, type: null, fields: new Map<string, Value>([['kind', kind]]) },
    ]),
  );
}

function listAt(file: ObjectValue, key: string): readonly ObjectValue[] {
  const list = getKey(file, key);
  return isArrayValue(list) ? list.filter(isObjectValue) : [];
}
