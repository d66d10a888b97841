/** What completion offers. */

export type CompletionKind =
  | 'function'
  | 'reference'
  | 'namespace'
  | 'key'
  | 'index'
  | 'parameter'
  | 'keyword'
  | 'constant'
  | 'snippet'
  | 'value';

export interface CompletionItem {
  readonly label: string;
  readonly kind: CompletionKind;
  /** What is written instead of the word, and where in it the caret comes to stand. */
  readonly insert: { readonly text: string; readonly caret: number };
  /** Where the replaced text starts when it is more than the word: a key with blanks takes the place of the dot, too. */
  readonly replaceFrom?: number;
  /** Its type, or the signature of a function. */
  readonly detail?: string;
  readonly documentation?: string;
  /** Its value in the sample, shortened. */
  readonly preview?: string;
  /** Higher is better; items come sorted by it. */
  readonly score: number;
}

export interface Completions {
  /** The range of the word that an item replaces. */
  readonly from: number;
  readonly to: number;
  readonly items: readonly CompletionItem[];
}

/** An item before it is known how well it fits. */
export type Offer = Omit<CompletionItem, 'score'> & {
  /** What is matched with the word; the label when left out. */
  readonly matches?: string;
  /** Words by which it is found, too, though behind all that match by name. */
  readonly words?: string;
  /** Added to the score. */
  readonly bonus?: number;
};

export function plainInsert(text: string): { readonly text: string; readonly caret: number } {
  return { text, caret: text.length };
}
