/** What every editor service is told about the text under the caret. */
import type { ObjectValue } from '../value/value.ts';

/**
 * How a source is read: `formula` is a bare expression without the leading `=`, `text` a text field with pills and tags.
 * Ranges and offsets are UTF-16 offsets in exactly that source.
 */
export type FieldMode = 'formula' | 'text';

export interface LanguageContext {
  readonly mode: FieldMode;
  /**
   * First names that the formula may read with their values, as in an evaluation: slugs of upstream actions with a sample
   * event's output, and namespaces (`RESOURCE`, `LOCAL`, `META`, …). Null when nothing is known.
   */
  readonly sample: ObjectValue | null;
}
