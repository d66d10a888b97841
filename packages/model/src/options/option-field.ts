/**
 * One option of a kind of action, as data. The same description drives the reading at run time, the problems that the API
 * and the editor show, the editor's form and the reference page.
 */
import type { Value } from '@fabula/formula';

export type OptionKind =
  | 'text'
  | 'long_text'
  | 'number'
  | 'boolean'
  | 'choice'
  /** A list; JSON text of one, texts separated by commas, or a single value are taken as well. */
  | 'list'
  /** An object, or JSON text of one. */
  | 'object'
  | 'any'
  | 'rules'
  /** A program; formulas in it are not read. */
  | 'code';

export interface OptionChoice {
  readonly value: string;
  /** For people. */
  readonly title: string;
}

/**
 * documented: by the public documentation. seen: in real exports. unconfirmed: the documentation leaves it open, and
 * `note` says what we chose. own: an addition of Fabula.
 */
export type OptionOrigin = 'documented' | 'seen' | 'unconfirmed' | 'own';

export interface OptionField {
  /** As stored. */
  readonly key: string;
  /** For people. */
  readonly title: string;
  /** One or two sentences of Markdown. */
  readonly help: string;
  readonly kind: OptionKind;
  /** What holds when the option is not given; absent: nothing does. */
  readonly fallback?: Value;
  readonly isRequired?: boolean;
  /** Shown at once in a form; the others are added by hand. */
  readonly isBasic?: boolean;
  readonly choices?: readonly OptionChoice[];
  readonly min?: number;
  readonly max?: number;
  readonly isInteger?: boolean;
  /** Of use only while another option has one of these values. */
  readonly when?: { readonly key: string; readonly isOneOf: readonly string[] };
  /** Older or other spellings of the key that stories have. */
  readonly aliases?: readonly string[];
  readonly origin: OptionOrigin;
  /** What we chose, and how real stories bend the documentation. */
  readonly note?: string;
}
