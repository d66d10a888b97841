/** Reads all pages of a list that is needed as a whole (the actions of a story). */
export async function readAllPages<T>(
  readPage: (page: number) => Promise<{ readonly items: readonly T[]; readonly nextPage: number | null }>,
): Promise<T[]> {
  const all: T[] = [];
  for (let page: number | null = 1; page !== null; ) {
    const { items, nextPage } = await readPage(page);
    all.push(...items);
    page = nextPage;
  }
  return all;
}
