/** Puts a report into a Markdown file, between two markers. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';

type Report = 'bench' | 'editor' | 'reading';

export function withReport(text: string, report: string, name: Report = 'bench'): string {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`the file needs the lines ${begin} and ${end}`);
  return `${text.slice(0, from)}${begin}\n\n${report}\n\n${text.slice(to)}`;
}

export async function writeReport(path: string, report: string, name: Report = 'bench'): Promise<void> {
  await writeFile(path, withReport(await readFile(path, 'utf8'), report, name));
  // It must look as the format check wants it.
  await promisify(execFile)(process.execPath, ['node_modules/@biomejs/biome/bin/biome', 'format', '--write', path]);
}
