/**
 * Sends the newest value, at most once in `paceMs` and never before the one before has arrived: a slow line gets fewer, not a
 * queue of old ones. One that fails is not sent again, another follows.
 */
export function paced<T>(send: (value: T) => Promise<unknown>, paceMs: number): (value: T) => void {
  let next: { readonly value: T } | null = null;
  let isBusy = false;

  async function work(): Promise<void> {
    isBusy = true;
    while (next !== null) {
      const { value } = next;
      next = null;
      const pause = new Promise((resolve) => setTimeout(resolve, paceMs));
      await Promise.all([send(value).catch(() => undefined), pause]);
    }
    isBusy = false;
  }

  return (value) => {
    next = { value };
    if (!isBusy) void work();
  };
}
