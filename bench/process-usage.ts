/** What processes use, as the kernel counts it, all threads included. Linux only; elsewhere there is nothing to show. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const msPerTick = 10;

interface ProcessState {
  readonly pid: number;
  readonly name: string;
  readonly parentPid: number;
  /** Milliseconds, those of its ended and collected children included, so that a sum over a family never falls. */
  readonly cpuMs: number;
}

/** Milliseconds used so far by a process and its children, or null. */
export function cpuTimeOf(pid: number): number | null {
  return sumOfCpu(familyOf(pid));
}

/** The same for all PostgreSQL processes of this machine together; null when there are none to see. */
export function postgresCpuTime(): number | null {
  return sumOfCpu(allProcesses().filter(({ name }) => name === 'postgres'));
}

/** Megabytes in memory of a process and its children, or null. */
export function residentMegabytes(pid: number): number | null {
  return sumOfStatus(pid, 'VmRSS');
}

/** The most that each of them had in memory since `forgetPeak`, added up. */
export function peakMegabytes(pid: number): number | null {
  return sumOfStatus(pid, 'VmHWM');
}

export function forgetPeak(pid: number): void {
  for (const member of familyOf(pid)) {
    try {
      writeFileSync(`/proc/${member.pid}/clear_refs`, '5');
    } catch {
      // The peak then includes the start; the figure is too high, not too low.
    }
  }
}

function sumOfCpu(processes: readonly ProcessState[]): number | null {
  return processes.length === 0 ? null : processes.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
}

function sumOfStatus(pid: number, field: string): number | null {
  const figures = familyOf(pid).map((member) => {
    const line = read(`/proc/${member.pid}/status`)
      .split('\n')
      .find((candidate) => candidate.startsWith(`${field}:`));
    return Number(/\d+/.exec(line ?? '')?.[0] ?? 0) / 1024;
  });
  return figures.length === 0 ? null : figures.reduce((sum, figure) => sum + figure, 0);
}

function familyOf(pid: number): ProcessState[] {
  const all = allProcesses();
  const family = all.filter((process) => process.pid === pid);
  // The list grows while it is walked.
  for (const member of family) family.push(...all.filter(({ parentPid }) => parentPid === member.pid));
  return family;
}

function allProcesses(): ProcessState[] {
  return pids().flatMap((pid) => {
    const stat = read(`/proc/${pid}/stat`);
    const close = stat.lastIndexOf(')');
    if (close < 0) return [];
    // The name in parentheses may hold blanks. After it: state, parent, and as 12th to 15th the four times.
    const fields = stat.slice(close + 2).split(' ');
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    const name = stat.slice(stat.indexOf('(') + 1, close);
    return [{ pid, name, parentPid: Number(fields[1]), cpuMs: ticks * msPerTick }];
  });
}

function pids(): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // It ended meanwhile.
    return '';
  }
}
