/** Puts a report into a Markdown file, between two markers. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const begin = '<!-- bench -->';
const end = '<!-- /bench -->';

export function withReport(text: string, report: string): string {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`the file needs the lines ${begin} and ${end}`);
  return `${text.slice(0, from)}${begin}\n\n${report}\n\n${text.slice(to)}`;
}

export async function writeReport(path: string, report: string): Promise<void> {
  await writeFile(path, withReport(await readFile(path, 'utf8'), report));
  // It must look as the format check wants it.
  await promisify(execFile)(process.execPath, ['node_modules/@biomejs/biome/bin/biome', 'format', '--write', path]);
}
