import type { FieldMode } from '@fabula/formula/language';

interface FormulaCodeProps {
  readonly source: string;
  readonly mode: FieldMode;
}

/** A formula to read, in its colours. */
export function FormulaCode({ source }: FormulaCodeProps) {
  return source;
}
