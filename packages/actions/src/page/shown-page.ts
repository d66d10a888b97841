/** A page as a visitor sees it: every formula read. Plain data, so that it can be rendered, checked and kept. */
import type { ObjectValue } from '@fabula/formula';
import type { PageMode } from './fields.ts';

export interface ShownPage {
  /** For the window and for the event's readers. */
  readonly title: string;
  readonly description: string | null;
  readonly containers: readonly ShownContainer[];
  readonly look: PageLook;
  readonly isAnonymous: boolean;
  /** Seconds after which the page submits itself; null: it does not. */
  readonly autoSubmitSeconds: number | null;
}

export interface PageLook {
  readonly width: 'small' | 'medium' | 'large' | 'full';
  readonly appearance: 'light' | 'dark' | 'auto';
  /** `#rrggbb`. */
  readonly background: string | null;
  readonly action: string | null;
  /** An address of the kind `data:`. */
  readonly logo: string | null;
  readonly isBordered: boolean;
}

export interface ShownContainer {
  readonly guid: string;
  readonly slug: string;
  readonly layout: 'vertical' | 'horizontal';
  readonly alignment: 'start' | 'center' | 'end';
  readonly spacing: 'none' | 'small' | 'large';
  readonly conditions: readonly Condition[];
  /** Of a loop: one row per element; else a single one. */
  readonly rows: readonly (readonly ShownElement[])[];
  /** Its inputs are a list of objects in the event. */
  readonly isLoop: boolean;
  /** The visitor may add rows. */
  readonly canGrow: boolean;
  /** How many of the rows are the visitor's. */
  readonly ownRows: number;
}

interface Element<Kind extends string> {
  readonly kind: Kind;
  readonly guid: string;
  /** Name in the form: the guid, with the row's number in a loop. */
  readonly input: string;
  readonly slug: string;
  readonly label: string;
  readonly description: string | null;
  readonly conditions: readonly Condition[];
  /** Pixels; null: as it fits. */
  readonly width: number | null;
}

export interface InputElement
  extends Element<
    | 'short_text'
    | 'long_text'
    | 'email'
    | 'url'
    | 'number'
    | 'slider'
    | 'boolean'
    | 'option'
    | 'date'
    | 'file'
    | 'password'
  > {
  readonly isRequired: boolean;
  /** What stands in it before the visitor writes. */
  readonly values: readonly string[];
  readonly pattern: string | null;
  readonly patternMessage: string | null;
  readonly maxCharacters: number | null;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly isMultiple: boolean;
  readonly min: number | null;
  readonly max: number | null;
  readonly step: number | null;
  readonly dateMode: 'date' | 'time' | 'datetime';
  /** A formula over `password_value`; null: the event says "redacted". */
  readonly storeAs: string | null;
}

export interface ContentElement extends Element<'title' | 'text'> {
  /** Markdown; of a title plain text. */
  readonly content: string;
}

export interface ButtonElement extends Element<'button'> {
  readonly content: string;
  readonly style: 'primary' | 'secondary' | 'danger';
}

export interface TableElement extends Element<'table'> {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** As they were given, for the event of a selection. */
  readonly items: readonly ObjectValue[];
  readonly isSearchable: boolean;
  readonly canSelect: boolean;
}

export interface ChartElement extends Element<'chart'> {
  readonly chart: 'bar' | 'line' | 'pie';
  readonly isHorizontal: boolean;
  readonly labels: readonly string[];
  readonly series: readonly { readonly name: string; readonly values: readonly number[] }[];
}

export interface ImageElement extends Element<'image'> {
  /** An address of the kind `data:`; null: it cannot be shown here. */
  readonly source: string | null;
  /** Where it is when it lies elsewhere: pages ask nothing of other servers. */
  readonly address: string | null;
}

export type ShownElement = InputElement | ContentElement | ButtonElement | TableElement | ChartElement | ImageElement;

export interface Condition {
  readonly effect: 'show' | 'hide' | 'disable';
  readonly match: 'all' | 'some' | 'none';
  readonly tests: readonly ConditionTest[];
}

export type Operator =
  | 'is'
  | 'is_not'
  | 'contains'
  | 'not_contains'
  | 'matches'
  | 'not_matches'
  | 'is_empty'
  | 'is_not_empty'
  | 'greater_than'
  | 'less_than';

export type ConditionTest =
  /** A formula, read already. */
  | { readonly holds: boolean }
  | {
      readonly field: string;
      readonly operator: Operator;
      readonly value: string;
      readonly isCaseSensitive: boolean;
    };

/** What follows a submission. Formulas see it. */
export interface PageAfter {
  readonly mode: PageMode;
  readonly message: string;
  readonly loading: string;
  /** null: none, or no address that a browser may be sent to. */
  readonly redirect: string | null;
}
