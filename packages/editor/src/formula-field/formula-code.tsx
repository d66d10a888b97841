import type { FieldMode } from '@fabula/formula/language';
import { useMemo } from 'react';
import { codePieces } from './code-pieces.ts';
import './code-colours.css';

interface FormulaCodeProps {
  readonly source: string;
  readonly mode: FieldMode;
}

/** A formula to read, in its colours. */
export function FormulaCode({ source, mode }: FormulaCodeProps) {
  const pieces = useMemo(() => codePieces(source, mode), [source, mode]);
  return pieces.map(({ text, className }, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the pieces are a function of the source
    <span key={index} className={className}>
      {text}
    </span>
  ));
}
