const firstMs = 100;
const longestMs = 30_000;

/**
 * How long to wait before a process that died is started again: at once, nearly, after the first death, and twice as long
 * after each further one that followed quickly, so that one that cannot live does not eat the machine.
 */
export function restartDelay(quickDeaths: number): number {
  return Math.min(longestMs, firstMs * 2 ** Math.max(0, quickDeaths - 1));
}
