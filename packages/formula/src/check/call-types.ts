/** The arguments of one call as the rules of result-types.ts read them. */
import type { Parameter } from '../functions/definition.ts';
import type { Call, Formula } from '../syntax/tree.ts';
import { type Known, UNKNOWN } from './known.ts';
import { parametersOf } from './match-arguments.ts';
import { ANY, NULL, type Type } from './type.ts';

export class CallTypes {
  readonly #call: Call;
  readonly #names: readonly string[];
  readonly #parameters: readonly (Parameter | null)[];
  readonly #knownOf: (node: Formula) => Known;
  readonly #bodies: ReadonlyMap<Formula, Known>;

  /** `bodies`: of each argument that is a LAMBDA, what its expression gives. */
  constructor(
    call: Call,
    parameters: readonly Parameter[],
    knownOf: (node: Formula) => Known,
    bodies: ReadonlyMap<Formula, Known> = new Map(),
  ) {
    this.#call = call;
    this.#names = parameters.map(({ name }) => name);
    this.#parameters = parametersOf(call, parameters);
    this.#knownOf = knownOf;
    this.#bodies = bodies;
  }

  /** The argument itself; undefined when it was left out. A rule that names a parameter which is not there is a mistake. */
  node(name: string): Formula | undefined {
    if (!this.#names.includes(name)) throw new Error(`${this.#call.name} has no parameter ${name}`);
    return this.#call.args[this.#parameters.findIndex((parameter) => parameter?.name === name)]?.value;
  }

  known(name: string): Known {
    const node = this.node(name);
    return node === undefined ? UNKNOWN : this.#knownOf(node);
  }

  /** NULL when it was left out. */
  type(name: string): Type {
    const node = this.node(name);
    return node === undefined ? NULL : this.#knownOf(node).type;
  }

  /** Of all arguments, in order. */
  types(): readonly Type[] {
    return this.#call.args.map(({ value }) => this.#knownOf(value).type);
  }

  nodes(): readonly Formula[] {
    return this.#call.args.map(({ value }) => value);
  }

  /** The text of an argument that is a literal. */
  literal(name: string): string | null {
    const node = this.node(name);
    return node?.kind === 'text' ? node.value : null;
  }

  /** A switch that is off unless it is turned on; null: known only when it runs. */
  flag(name: string): boolean | null {
    const node = this.node(name);
    if (node === undefined) return false;
    return node.kind === 'constant' ? node.value === true : null;
  }

  /** What the lambda gives that is this argument; `any` when it is no lambda. */
  result(name: string): Type {
    const node = this.node(name);
    return (node === undefined ? undefined : this.#bodies.get(node)?.type) ?? ANY;
  }
}
