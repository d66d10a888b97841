import { type FieldMode, type HighlightKind, highlight } from '@fabula/formula/language';

export interface CodePiece {
  readonly text: string;
  readonly className: string;
}

/** A source in pieces of one colour each, without gaps. */
export function codePieces(source: string, mode: FieldMode): CodePiece[] {
  return highlight(source, mode).map(({ kind, from, to }) => ({
    text: source.slice(from, to),
    className: classOf(kind),
  }));
}

/** See code-colours.css. */
export function classOf(kind: HighlightKind): string {
  return `formula-${kind}`;
}
