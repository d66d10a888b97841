/** A file that someone chose, before it goes to the server: is it a story export at all, and what is it called? */
import { err, getKey, isObjectValue, ok, parseJson, type Result } from '@fabula/formula';

export interface StoryFile {
  readonly name: string;
  readonly actionCount: number;
  /** The file's own text; this is what is imported. */
  readonly text: string;
}

/** Gives what the import needs, or a sentence that says what is wrong with the file. */
export function readStoryFile(fileName: string, text: string): Result<StoryFile, string> {
  // Editors on Windows put a byte order mark before the text; JSON has none.
  const json = text.replace(/^\ufeff/, '');
  const parsed = parseJson(json);
  if (!parsed.ok)
    return err(`${fileName} is not JSON: ${parsed.error.message} (${placeOf(json, parsed.error.position)}).`);
  const actions = isObjectValue(parsed.value) ? getKey(parsed.value, 'agents') : undefined;
  if (!isObjectValue(parsed.value) || !Array.isArray(actions)) {
    return err(`${fileName} is JSON, but not a story export: it has no list of actions ("agents").`);
  }
  const name = getKey(parsed.value, 'name');
  return ok({
    name: typeof name === 'string' && name !== '' ? name : fileName.replace(/\.json$/i, ''),
    actionCount: actions.length,
    text: json,
  });
}

function placeOf(text: string, position: number): string {
  const lines = text.slice(0, position).split('\n');
  return `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`;
}
