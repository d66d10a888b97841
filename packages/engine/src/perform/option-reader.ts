/**
 * Reads the options of one action for one delivery: formulas and templates in, plain values out.
 *
 * Names are found in this order: those given with the call (LOOP, PAGINATE), LOCAL, the built-in ones (META, RESOURCE,
 * CREDENTIAL, INFO, STORY, INPUT, PAGE), then the outputs on the way to the received event. An unknown name is NULL, not an error.
 * Options are compiled once per definition of the story and kept as long as it is.
 */
import {
  type CompiledTemplate,
  compileTemplate,
  type Environment,
  getKey,
  type ObjectValue,
  type SearchMeter,
  searchWithin,
  type TemplateError,
  type Value,
} from '@fabula/formula';
import type { DefinedAction, StoryDefinition } from '@fabula/model';
import { type Names, OptionFailure, type OptionReader } from '../action-type.ts';
import type { TeamValues } from '../ports/store.ts';
import { readLocalValues } from './local-values.ts';

export interface ReaderFacts {
  readonly story: StoryDefinition;
  readonly action: DefinedAction;
  readonly team: TeamValues;
  /** Opened for this action: slug → value. */
  readonly credential: ObjectValue;
  /** Output of the newest event with this slug on the way here; undefined: none. */
  readonly output: (slug: string) => Value | undefined;
  readonly meta: () => Value;
  /** Addresses of the story's pages in this run, by slug. */
  readonly pages: () => Value;
  readonly environment: Environment;
}

const compiledOptions = new WeakMap<ObjectValue, Map<string, CompiledTemplate>>();

function compiledOption(options: ObjectValue, key: string, value: Value, story: StoryDefinition): CompiledTemplate {
  let byKey = compiledOptions.get(options);
  if (byKey === undefined) {
    byKey = new Map();
    compiledOptions.set(options, byKey);
  }
  let compiled = byKey.get(key);
  if (compiled === undefined) {
    compiled = compileTemplate(value, { standardLibVersion: story.standardLibVersion });
    byKey.set(key, compiled);
  }
  return compiled;
}

export class ActionOptionReader implements OptionReader {
  private readonly facts: ReaderFacts;
  private localValues: ObjectValue | undefined;

  constructor(facts: ReaderFacts) {
    this.facts = facts;
  }

  has(key: string): boolean {
    return this.raw(key) !== undefined;
  }

  raw(key: string): Value | undefined {
    return getKey(this.facts.action.options, key);
  }

  option(key: string, names?: Names): Value | undefined {
    const value = this.raw(key);
    if (value === undefined) return undefined;
    const { action, story } = this.facts;
    return this.evaluate(compiledOption(action.options, key, value, story), key, this.lookupWith(names));
  }

  read(value: Value, names?: Names, path = ''): Value {
    return this.evaluate(this.compile(value), path, this.lookupWith(names));
  }

  readAlone(value: Value, names: Names, path = ''): Value {
    return this.evaluate(this.compile(value), path, (name) => (Object.hasOwn(names, name) ? names[name] : undefined));
  }

  search<T>(path: string, search: (meter: SearchMeter) => T): T {
    const result = searchWithin(this.facts.environment, search);
    if (result.ok) return result.value;
    throw new OptionFailure(`${result.error.message} (in ${path})`, path);
  }

  private compile(value: Value): CompiledTemplate {
    return compileTemplate(value, { standardLibVersion: this.facts.story.standardLibVersion });
  }

  private evaluate(template: CompiledTemplate, path: string, lookup: (name: string) => Value | undefined): Value {
    const result = template.evaluate({ lookup }, this.facts.environment);
    if (result.ok) return result.value;
    throw toOptionFailure(path, result.error);
  }

  private lookupWith(names: Names | undefined): (name: string) => Value | undefined {
    return (name) => {
      if (names !== undefined && Object.hasOwn(names, name)) return names[name];
      switch (name) {
        case 'LOCAL':
          return this.locals();
        case 'META':
          return this.facts.meta();
        case 'RESOURCE':
          return this.facts.team.resource;
        case 'CREDENTIAL':
          return this.facts.credential;
        case 'INFO':
          return { credential: this.facts.team.credentialInfo, resource: this.facts.team.resourceInfo };
        case 'STORY':
          return this.facts.team.story;
        case 'INPUT':
          return this.read(this.facts.action.inputs, undefined, 'inputs');
        case 'PAGE':
          return this.facts.pages();
        default:
          return this.facts.output(name);
      }
    };
  }

  /** Evaluated once. */
  private locals(): ObjectValue {
    if (this.localValues !== undefined) return this.localValues;
    try {
      this.localValues = readLocalValues(this.raw('local'), (value, path, earlier) => {
        this.localValues = earlier;
        return this.read(value, undefined, path);
      });
      return this.localValues;
    } catch (thrown) {
      this.localValues = undefined;
      throw thrown;
    }
  }
}

function toOptionFailure(option: string, error: TemplateError): OptionFailure {
  const path = [option, ...error.path.map(String)].filter((part) => part !== '').join('.');
  const where = path === '' ? '' : ` in ${path}`;
  const excerpt = error.source.length > 200 ? `${error.source.slice(0, 200)}…` : error.source;
  const [from, to] = error.range;
  return new OptionFailure(`${error.message} (at ${from}–${to}${where}: ${excerpt})`, path);
}
