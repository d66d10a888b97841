/** How a stored text is read, as `compileField` decides it. */
import type { FieldOptions } from '../evaluate/compile-field.ts';

export type FieldKind = 'formula' | 'text' | 'liquid' | 'literal';

export function kindOfField(source: string, { standardLibVersion = null }: FieldOptions = {}): FieldKind {
  if (source.startsWith('=')) return 'formula';
  const hasPills = source.includes('<<') || source.includes('<%');
  const hasLiquid = source.includes('{{') || source.includes('{%');
  if (hasLiquid && (standardLibVersion === null || !hasPills)) return 'liquid';
  return hasPills ? 'text' : 'literal';
}
