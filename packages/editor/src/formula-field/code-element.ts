import type { FieldMode } from '@fabula/formula/language';
import { codePieces } from './code-pieces.ts';

/** A formula in its colours, for the tips of the code editor, which are no React. */
export function codeElement(source: string, mode: FieldMode): HTMLElement {
  const element = document.createElement('code');
  element.className = 'formula-source';
  for (const { text, className } of codePieces(source, mode)) {
    const piece = document.createElement('span');
    piece.className = className;
    piece.textContent = text;
    element.append(piece);
  }
  return element;
}
