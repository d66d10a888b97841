/** Short ways of writing the parameters of a function, and of joining functions with their examples. */
import type { FunctionDefinition, FunctionExample, Parameter, ParameterType } from './definition.ts';

type Type = ParameterType | readonly ParameterType[];

export function required(name: string, type: Type, notes?: string): Parameter {
  return { name, type, required: true, ...(notes === undefined ? {} : { notes }) };
}

export function optional(name: string, type: Type, defaultText?: string, notes?: string): Parameter {
  return {
    name,
    type,
    required: false,
    ...(defaultText === undefined ? {} : { defaultText }),
    ...(notes === undefined ? {} : { notes }),
  };
}

export function keyword(name: string, type: Type, defaultText: string, notes?: string): Parameter {
  return { ...optional(name, type, defaultText, notes), keywordOnly: true };
}

/** One or more; only as the last parameter. */
export function oneOrMore(name: string, type: Type, notes?: string): Parameter {
  return { ...required(name, type, notes), repeats: true };
}

export function anyNumberOf(name: string, type: Type, notes?: string): Parameter {
  return { ...optional(name, type, undefined, notes), repeats: true };
}

/** The examples of a family as its JSON table holds them, by function. */
type ExampleTable = Readonly<Record<string, readonly TableExample[]>>;

interface TableExample {
  readonly formula: string;
  readonly context: Readonly<Record<string, unknown>> | null;
  readonly result?: unknown;
  readonly kind: string;
}

/** Gives each function its examples; a table with examples of a function that is not there is a mistake. */
export function withExamples(
  table: ExampleTable,
  definitions: readonly Omit<FunctionDefinition, 'examples'>[],
): readonly FunctionDefinition[] {
  const names = new Set(definitions.map((definition) => definition.name));
  const stray = Object.keys(table).find((name) => !names.has(name));
  if (stray !== undefined) throw new Error(`examples of ${stray}, which is not in this family`);
  return definitions.map((definition) => ({
    ...definition,
    examples: (Object.hasOwn(table, definition.name) ? (table[definition.name] ?? []) : []).map(exampleOf),
  }));
}

function exampleOf({ formula, context, result, kind }: TableExample): FunctionExample {
  if (kind !== 'exact' && kind !== 'error' && kind !== 'illustrative')
    throw new Error(`unknown kind of example ${kind}`);
  return { formula, context, result, kind };
}
