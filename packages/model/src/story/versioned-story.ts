/**
 * A story at one moment: all that belongs to its definition, also what a file leaves out. Drafts begin as one, versions are kept
 * as ones, and promoting or restoring writes one over another. What belongs to the story itself (team, folder, tags, owners,
 * lock, change control) is no part of it.
 */
import {
  entriesOf,
  err,
  isNumberValue,
  makeObject,
  type ObjectValue,
  ok,
  type Result,
  toNative,
} from '@fabula/formula';
import { flagAt, objectAt, textsAt } from './carried-values.ts';
import { readStoryExport } from './read-story-export.ts';
import type { ExportFailure, StoryDocument } from './story-document.ts';
import { writeStoryExport } from './write-story-export.ts';

export interface VersionedStory {
  /** Every action has its guid; the tags in it are not read. */
  readonly document: StoryDocument;
  readonly isDisabled: boolean;
  readonly isPriority: boolean;
  readonly sharedTeamSlugs: readonly string[];
  /** Of the actions that keep runs, by guid. */
  readonly runsToSave: ReadonlyMap<string, number>;
}

/** As it is kept: the export beside what it leaves out. `exportedAt`: ISO 8601 in UTC. */
export function writeVersionedStory(story: VersionedStory, exportedAt: string): ObjectValue {
  return makeObject([
    ['export', writeStoryExport(story.document, exportedAt)],
    ['disabled', story.isDisabled],
    ['priority', story.isPriority],
    ['shared_team_slugs', story.sharedTeamSlugs],
    ['runs_to_save', makeObject(story.runsToSave)],
  ]);
}

/** Fails only for what was not written by `writeVersionedStory`. */
export function readVersionedStory(value: ObjectValue): Result<VersionedStory, ExportFailure> {
  const document = readStoryExport(objectAt(value, 'export'));
  if (!document.ok) return err(document.error);
  return ok({
    document: document.value,
    isDisabled: flagAt(value, 'disabled'),
    isPriority: flagAt(value, 'priority'),
    sharedTeamSlugs: textsAt(value, 'shared_team_slugs'),
    runsToSave: new Map(
      entriesOf(objectAt(value, 'runs_to_save')).flatMap(([guid, count]): [string, number][] =>
        isNumberValue(count) ? [[guid, toNative(count)]] : [],
      ),
    ),
  });
}
