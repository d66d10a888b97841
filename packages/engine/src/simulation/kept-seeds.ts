/** Seeds that once broke a promise. They stay, whatever they stand for by now. */
export const keptSeeds: readonly number[] = [];
