/** All functions of the language by name. */
import type { FunctionDefinition } from './definition.ts';

const families: readonly (readonly FunctionDefinition[])[] = [];

export const functionsByName: ReadonlyMap<string, FunctionDefinition> = new Map(
  families.flat().map((definition) => [definition.name, definition]),
);
