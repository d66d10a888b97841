/** `<%for%>` over what has no elements. */
import type { ForTag } from '../syntax/tree.ts';
import type { Checked } from './check.ts';
import type { Diagnostic } from './diagnostic.ts';
import { membersOf, type Type } from './type.ts';
import { withArticle } from './words.ts';

const LOOPED: ReadonlySet<Type['kind']> = new Set<Type['kind']>(['any', 'never', 'null', 'array', 'object']);

export function checkLoop({ iterable }: ForTag, { inference }: Checked): readonly Diagnostic[] {
  const { type, certain } = inference.knownOf(iterable);
  if (iterable.kind === 'missing' || membersOf(type).some(({ kind }) => LOOPED.has(kind))) return [];
  const found = certain ? `found ${withArticle(type)}` : `in the sample this is ${withArticle(type)}`;
  const message = `\`for\` needs an array or an object, ${found}`;
  return [{ severity: certain ? 'error' : 'warning', code: 'type', message, range: iterable.range }];
}
