/** Types of all parts of a formula or text, from its literals, its functions and a sample of what it reads. */
import type { SpecialForm } from '../evaluate/special-forms.ts';
import type { FunctionDefinition } from '../functions/definition.ts';
import { assertNever } from '../result.ts';
import type { Call, Formula, Index, TextPart } from '../syntax/tree.ts';
import { getKey, isArrayValue, type ObjectValue, type Value } from '../value/value.ts';
import { CallTypes } from './call-types.ts';
import { documentedType } from './documented-type.ts';
import {
  bindName,
  certainly,
  elementOf,
  findName,
  indexOf,
  type Known,
  memberOf,
  type Names,
  PLACEHOLDER,
  possibly,
  sampled,
  UNKNOWN,
} from './known.ts';
import { LAMBDA_PARAMETERS } from './lambda-parameters.ts';
import { functionNamed } from './match-arguments.ts';
import { FORLOOP_TYPE, NAMESPACES } from './namespaces.ts';
import { areCertain, binaryResult, negationResult } from './operator-types.ts';
import { FIXED_RESULTS, MAY_BE_NULL, RESULT_RULES, SELECTING, SHAPED_LIKE_EXAMPLES } from './result-types.ts';
import {
  arrayOf,
  BOOLEAN,
  INTEGER,
  isNumeric,
  joinAll,
  LAMBDA,
  membersOf,
  NULL,
  NUMBER,
  objectOf,
  TEXT,
  type Type,
} from './type.ts';
import { typeOfExamples } from './type-of-examples.ts';

export interface Inference {
  /** Unknown for a node of another tree. */
  knownOf(node: Formula): Known;
  /** Names bound inside the source at a node: lambda parameters, `%`, variables of tags. */
  namesAt(node: Formula): Names | null;
  /** Parameters of lambdas, each with the node that names it. */
  readonly lambdaParameters: ReadonlySet<Formula>;
}

/** Types of a formula or of the parts of a text field. `sample` has the values of first names; null: nothing is known. */
export function inferTypes(tree: Formula | readonly TextPart[], sample: ObjectValue | null): Inference {
  const inferring = new Inferring(sample);
  if (isParts(tree)) inferring.parts(tree, null);
  else inferring.infer(tree, null);
  return inferring;
}

function isParts(tree: Formula | readonly TextPart[]): tree is readonly TextPart[] {
  return Array.isArray(tree);
}

const CONSTANTS: ReadonlyMap<string, Type> = new Map([
  ['true', BOOLEAN],
  ['false', BOOLEAN],
  ['null', NULL],
]);

class Inferring implements Inference {
  readonly lambdaParameters = new Set<Formula>();
  readonly #sample: ObjectValue | null;
  readonly #known = new Map<Formula, Known>();
  readonly #names = new Map<Formula, Names | null>();

  constructor(sample: ObjectValue | null) {
    this.#sample = sample;
  }

  knownOf(node: Formula): Known {
    return this.#known.get(node) ?? UNKNOWN;
  }

  namesAt(node: Formula): Names | null {
    return this.#names.get(node) ?? null;
  }

  parts(parts: readonly TextPart[], names: Names | null): void {
    for (const part of parts) {
      if (part.kind === 'pill') this.infer(part.formula, names);
      if (part.kind === 'for') this.#forTag(part.variable, this.infer(part.iterable, names), part.body, names);
      if (part.kind !== 'if') continue;
      for (const { condition, body } of part.branches) {
        this.infer(condition, names);
        this.parts(body, names);
      }
      this.parts(part.otherwise ?? [], names);
    }
  }

  infer(node: Formula, names: Names | null): Known {
    const known = this.#infer(node, names);
    this.#known.set(node, known);
    this.#names.set(node, names);
    return known;
  }

  #infer(node: Formula, names: Names | null): Known {
    switch (node.kind) {
      case 'text':
        return certainly(TEXT);
      case 'number':
        return certainly(node.text.includes('.') ? NUMBER : INTEGER);
      case 'constant':
        return certainly(node.value === null ? NULL : BOOLEAN);
      case 'placeholder':
        return findName(PLACEHOLDER, names)?.known ?? UNKNOWN;
      case 'reference':
        return findName(node.name, names)?.known ?? this.#outerName(node.name);
      case 'member':
        return memberOf(this.infer(node.target, names), node.name);
      case 'index':
        return this.#index(node, names);
      case 'call':
        return this.#call(node, names);
      case 'array': {
        const items = node.items.map((item) => this.infer(item, names));
        return { type: arrayOf(joinAll(items.map(({ type }) => type))), certain: areCertain(items), sample: undefined };
      }
      case 'object': {
        const members = node.members.map(({ key, value }) => [key, this.infer(value, names)] as const);
        const keys = new Map(members.map(([key, { type }]) => [key, type]));
        return { type: objectOf(keys), certain: areCertain(members.map(([, known]) => known)), sample: undefined };
      }
      case 'negation':
        return negationResult(this.infer(node.operand, names));
      case 'binary':
        return binaryResult(node.operator, this.infer(node.left, names), this.infer(node.right, names));
      case 'pipe': {
        const left = this.infer(node.left, names);
        return this.infer(node.right, bindName(PLACEHOLDER, left, names));
      }
      case 'missing':
        for (const part of node.parts) this.infer(part, names);
        return UNKNOWN;
      default:
        return assertNever(node);
    }
  }

  #outerName(name: string): Known {
    const value = this.#sample === null ? undefined : getKey(this.#sample, name);
    if (value !== undefined) return sampled(value);
    const constant = CONSTANTS.get(name);
    if (constant !== undefined) return certainly(constant);
    const namespace = NAMESPACES.get(name);
    return namespace === undefined ? UNKNOWN : possibly(namespace.type);
  }

  #index(node: Index, names: Names | null): Known {
    const target = this.infer(node.target, names);
    const { type } = this.infer(node.index, names);
    if (node.index.kind === 'text') return memberOf(target, node.index.value);
    if (isNumeric(type) && membersOf(target.type).some(({ kind }) => kind === 'array')) {
      return indexOf(target, node.index.kind === 'number' ? Number(node.index.text) : null);
    }
    return possibly(indexOf(target, null).type);
  }

  #call(call: Call, names: Names | null): Known {
    const definition = functionNamed(call.name);
    if (call.name === 'LAMBDA') {
      this.#lambda(call, [], names);
      return certainly(LAMBDA);
    }
    // Lambdas last: what they are called with depends on the other arguments.
    const lambdas: Call[] = [];
    for (const { value } of call.args) {
      if (value.kind === 'call' && value.name === 'LAMBDA') lambdas.push(value);
      else this.infer(value, names);
    }
    if (definition === undefined) {
      for (const lambda of lambdas) this.#lambda(lambda, [], names);
      return UNKNOWN;
    }
    const knownOf = (node: Formula) => this.knownOf(node);
    const types = new CallTypes(call, definition.parameters, knownOf);
    const bodies = new Map<Formula, Known>();
    for (const lambda of lambdas) {
      const given = LAMBDA_PARAMETERS.get(call.name)?.(types, lambda.args.length - 1) ?? [];
      bodies.set(lambda, this.#lambda(lambda, given, names));
    }
    return this.#result(call, definition, new CallTypes(call, definition.parameters, knownOf, bodies));
  }

  #result(call: Call, definition: FunctionDefinition | SpecialForm, types: CallTypes): Known {
    const rule = RESULT_RULES.get(call.name);
    if (rule === undefined) {
      if (SHAPED_LIKE_EXAMPLES.has(call.name)) return certainly(typeOfExamples(definition));
      return certainly(FIXED_RESULTS.get(call.name) ?? documentedType(definition.returns));
    }
    const certain =
      !MAY_BE_NULL.has(call.name) &&
      call.args.every(({ value }) => value.kind !== 'missing' && this.knownOf(value).certain);
    return { type: rule(types), certain, sample: this.#selectedSample(call) };
  }

  /** What a sample shows of the whole array, it shows of a part of it. */
  #selectedSample(call: Call): Value | undefined {
    const selecting = SELECTING.get(call.name);
    const first = call.args[0];
    if (selecting === undefined || first === undefined) return undefined;
    const known = this.knownOf(first.value);
    if (selecting === 'one') return elementOf(known).sample;
    return isArrayValue(known.sample) ? known.sample : undefined;
  }

  /** What the expression of a lambda gives when its parameters are `given`. */
  #lambda(lambda: Call, given: readonly Known[], names: Names | null): Known {
    let inner = names;
    const body = lambda.args.at(-1);
    lambda.args.forEach(({ value }, index) => {
      if (value === body?.value) return;
      const known = given[index] ?? UNKNOWN;
      if (value.kind !== 'reference') {
        this.infer(value, names);
        return;
      }
      this.#known.set(value, known);
      this.lambdaParameters.add(value);
      inner = bindName(value.name, known, inner);
    });
    this.#known.set(lambda, certainly(LAMBDA));
    return body === undefined ? UNKNOWN : this.infer(body.value, inner);
  }

  #forTag(variable: string, iterable: Known, body: readonly TextPart[], names: Names | null): void {
    const loop = bindName('FORLOOP', certainly(FORLOOP_TYPE), names);
    this.parts(body, bindName(variable, itemOfLoop(iterable), loop));
  }
}

/** An object is looped over as pairs of key and value. */
function itemOfLoop(iterable: Known): Known {
  const kinds = membersOf(iterable.type).map(({ kind }) => kind);
  if (kinds.includes('array')) return elementOf(iterable);
  if (!kinds.includes('object')) return UNKNOWN;
  return possibly(
    objectOf(
      new Map([
        ['key', TEXT],
        ['value', elementOf(iterable).type],
      ]),
    ),
  );
}
