/** The functions in which a program spent its time, from the profile that Node writes with `--cpu-prof`. */
import { readdir, readFile } from 'node:fs/promises';
import { SourceMap } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface ProfileNode {
  readonly id: number;
  readonly callFrame: {
    readonly functionName: string;
    readonly url: string;
    readonly lineNumber: number;
    readonly columnNumber: number;
  };
}

interface Profile {
  readonly nodes: readonly ProfileNode[];
  /** Microseconds on the machine's steady clock. */
  readonly startTime: number;
  /** The node that was at work in each sample, and the microseconds since the sample before. */
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * One line for each function, the most expensive first: its share of the time at work between `begin` and `end` (on the
 * machine's steady clock, in microseconds), its name, its file and line.
 */
export async function topFunctions(folder: string, begin: number, end: number, count: number): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.cpuprofile'));
  const lines: string[] = [];
  for (const name of names) {
    const profile: Profile = JSON.parse(await readFile(join(folder, name), 'utf8'));
    const list = await listOf(profile, begin, end, count);
    // Profiles of earlier starts have nothing to say of this time.
    if (list.length > 0) lines.push(`${join(folder, name)}:`, ...list);
  }
  return lines;
}

async function listOf(
  { nodes, startTime, samples, timeDeltas }: Profile,
  begin: number,
  end: number,
  count: number,
): Promise<string[]> {
  const place = await placeFinder();
  const nodeById = new Map(nodes.map((node) => [node.id, node]));
  const times = new Map<string, number>();
  let total = 0;
  let now = startTime;
  for (const [index, id] of samples.entries()) {
    const time = timeDeltas[index] ?? 0;
    now += time;
    const frame = nodeById.get(id)?.callFrame;
    if (frame === undefined || frame.functionName === '(idle)' || now < begin || now > end) continue;
    const name = `${frame.functionName || '(anonymous)'}  ${place(frame)}`;
    times.set(name, (times.get(name) ?? 0) + time);
    total += time;
  }
  return [...times]
    .sort((a, b) => b[1] - a[1])
    .slice(0, count)
    .map(([name, time]) => `${((100 * time) / total).toFixed(1).padStart(5)} %  ${name}`);
}

/** Finds the source of a place in the bundle. */
async function placeFinder(): Promise<(frame: ProfileNode['callFrame']) => string> {
  const map = new SourceMap(JSON.parse(await readFile(join(root, 'dist/fabula.mjs.map'), 'utf8')));
  return ({ url, lineNumber, columnNumber }) => {
    if (!url.endsWith('/dist/fabula.mjs')) return url === '' ? '' : `${url}:${lineNumber + 1}`;
    const entry = map.findEntry(lineNumber, columnNumber);
    if (!('originalSource' in entry)) return `dist/fabula.mjs:${lineNumber + 1}`;
    // The bundle was made in a folder of its own; what counts is the path below the root.
    return `${entry.originalSource.replace(/^(\.\.\/)+/, '')}:${entry.originalLine + 1}`;
  };
}
