/** Completion where a value may start: names in scope, functions, constants. */
import { isIdentifier } from '../check/identifier.ts';
import type { Inference } from '../check/infer.ts';
import { type Known, type Names, PLACEHOLDER, possibly, sampled } from '../check/known.ts';
import { NAMESPACES } from '../check/namespaces.ts';
import { specialForms } from '../evaluate/special-forms.ts';
import type { FunctionDefinition } from '../functions/definition.ts';
import { functionsByName } from '../functions/registry.ts';
import { signatureOf } from '../functions/signature.ts';
import type { Formula } from '../syntax/tree.ts';
import { entriesOf, type ObjectValue } from '../value/value.ts';
import { type Offer, plainInsert } from './complete-item.ts';
import { shown } from './complete-keys.ts';

const CONSTANTS: readonly (readonly [name: string, documentation: string])[] = [
  ['TRUE', 'The boolean that is true.'],
  ['FALSE', 'The boolean that is false; beside NULL the only value that counts as false.'],
  ['NULL', 'No value: what a missing key or an unknown name reads as.'],
];

/** Names bound around the node first, then actions of the sample, then namespaces. */
export function nameOffers(node: Formula, inference: Inference, sample: ObjectValue | null): readonly Offer[] {
  const offers = new Map<string, Offer>();
  const add = (name: string, offer: Offer) => {
    if (!offers.has(name)) offers.set(name, offer);
  };
  for (let at: Names | null = inference.namesAt(node); at !== null; at = at.outer) add(at.name, boundOffer(at));
  for (const [name, value] of sample === null ? [] : entriesOf(sample)) {
    const namespace = NAMESPACES.get(name);
    if (namespace !== undefined) add(name, namespaceOffer(name, sampled(value), namespace.documentation));
    else if (isIdentifier(name)) add(name, { ...reference(name, sampled(value)), bonus: 60 });
  }
  for (const [name, { type, documentation }] of NAMESPACES)
    add(name, namespaceOffer(name, possibly(type), documentation));
  return [...offers.values()];
}

function boundOffer({ name, known }: Names): Offer {
  if (name !== PLACEHOLDER) return { ...reference(name, known), bonus: 120 };
  const documentation = 'The value on the left side of the pipe.';
  return { label: name, kind: 'reference', insert: plainInsert(name), ...shown(known), documentation, bonus: 120 };
}

function reference(name: string, known: Known): Offer {
  return { label: name, kind: 'reference', insert: plainInsert(name), ...shown(known) };
}

function namespaceOffer(name: string, known: Known, documentation: string): Offer {
  return { label: name, kind: 'namespace', insert: plainInsert(name), ...shown(known), documentation, bonus: 10 };
}

export function constantOffers(bonus: number): readonly Offer[] {
  return CONSTANTS.map(([name, documentation]) => {
    return { label: name, kind: 'constant', insert: plainInsert(name), documentation, bonus };
  });
}

/** Without parentheses where some follow already. */
export function functionOffers(isCalled: boolean, bonus: number): readonly Offer[] {
  return allFunctions().map((definition) => {
    const { name, summary, parameters } = definition;
    const call = parameters.length === 0 ? plainInsert(`${name}()`) : { text: `${name}()`, caret: name.length + 1 };
    return {
      label: name,
      kind: 'function',
      insert: isCalled ? plainInsert(name) : call,
      detail: signatureOf(definition),
      documentation: summary,
      words: summary,
      bonus: bonus - (/^deprecated\b/i.test(summary) ? 300 : 0),
    };
  });
}

function allFunctions(): readonly Pick<FunctionDefinition, 'name' | 'summary' | 'parameters'>[] {
  return [...specialForms, ...functionsByName.values()];
}
