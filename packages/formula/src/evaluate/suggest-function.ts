import { functionCalledElsewhere } from '../functions/foreign-names.ts';
import { functionsByName } from '../functions/registry.ts';
import { nearestName } from './nearest-name.ts';
import { specialForms } from './special-forms.ts';

/** The function that was probably meant by a name that none has: from another language, in another order, or misspelt. */
export function suggestFunction(name: string): string | null {
  const names = [...functionsByName.keys(), ...specialForms.map((form) => form.name)];
  const words = wordsOf(name);
  return functionCalledElsewhere(name) ?? names.find((known) => wordsOf(known) === words) ?? nearestName(name, names);
}

function wordsOf(name: string): string {
  return name.toUpperCase().split('_').toSorted().join('_');
}
