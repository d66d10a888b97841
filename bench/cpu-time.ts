/** Processor time as the kernel counts it, all threads included. Linux only; elsewhere there is none to show. */
import { readdirSync, readFileSync } from 'node:fs';

const msPerTick = 10;

/** Milliseconds used by a process since it started, or null. */
export function cpuTimeOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold blanks; user and system time are the 14th and 15th field.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * msPerTick;
  } catch {
    return null;
  }
}

/** The same for all PostgreSQL processes of this machine together; null when there are none to see. */
export function postgresCpuTime(): number | null {
  try {
    const times = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && nameOf(name) === 'postgres')
      .map((pid) => cpuTimeOf(Number(pid)) ?? 0);
    return times.length === 0 ? null : times.reduce((sum, time) => sum + time, 0);
  } catch {
    return null;
  }
}

function nameOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return '';
  }
}
