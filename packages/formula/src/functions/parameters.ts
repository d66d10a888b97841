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
  readonly note?: string;
}

/** What the reference page of a function says beyond its definition, as the notes of its family hold it. */
interface Notes {
  readonly details?: string;
  readonly seeAlso?: readonly string[];
  /** Units, ranges and accepted forms, by parameter. */
  readonly parameters?: Readonly<Record<string, string>>;
}

interface Documentation {
  readonly examples: ExampleTable;
  /** By function. Kept apart from the code, which would drown in them. */
  readonly notes: Readonly<Record<string, Notes>>;
}

type Undocumented = Omit<FunctionDefinition, 'examples' | 'call'>;

/** Gives each function its examples and what its page says. */
export function withDocs(
  documentation: Documentation,
  definitions: readonly Omit<FunctionDefinition, 'examples'>[],
): readonly FunctionDefinition[] {
  return documented<Omit<FunctionDefinition, 'examples'>>(documentation, definitions);
}

/** Documentation of a function or parameter that is not there is a mistake. */
export function documented<Definition extends Undocumented>(
  { examples, notes }: Documentation,
  definitions: readonly Definition[],
): readonly (Definition & Pick<FunctionDefinition, 'examples'>)[] {
  const names = new Set(definitions.map((definition) => definition.name));
  const stray = [...Object.keys(examples), ...Object.keys(notes)].find((name) => !names.has(name));
  if (stray !== undefined) throw new Error(`there is documentation of ${stray}, which is not in this family`);
  return definitions.map((definition) => {
    const { name, parameters } = definition;
    const { parameters: told = {}, ...page } = Object.hasOwn(notes, name) ? (notes[name] ?? {}) : {};
    return {
      ...definition,
      ...page,
      parameters: withNotes(name, parameters, told),
      examples: (Object.hasOwn(examples, name) ? (examples[name] ?? []) : []).map(exampleOf),
    };
  });
}

function withNotes(
  name: string,
  parameters: readonly Parameter[],
  told: Readonly<Record<string, string>>,
): Parameter[] {
  const stray = Object.keys(told).find((key) => !parameters.some((parameter) => parameter.name === key));
  if (stray !== undefined) throw new Error(`there is a note on ${stray}, which is no parameter of ${name}`);
  return parameters.map((parameter) => {
    const notes = Object.hasOwn(told, parameter.name) ? told[parameter.name] : parameter.notes;
    return notes === undefined ? parameter : { ...parameter, notes };
  });
}

function exampleOf({ formula, context, result, kind, note }: TableExample): FunctionExample {
  if (kind !== 'exact' && kind !== 'error' && kind !== 'illustrative')
    throw new Error(`unknown kind of example ${kind}`);
  return { formula, context, result, kind, ...(note === undefined ? {} : { note }) };
}
