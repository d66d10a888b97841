/** Lists of HTTP statuses in options: `["429", "500-599"]`, also as text `"429, 500-599"`. 0 means that no answer came. */
import type { OptionReader } from '@fabula/engine';
import { toText, type Value } from '@fabula/formula';
import type { ReadableField } from '../options/field.ts';
import { invalidOption } from '../options/invalid-option.ts';

export type StatusTest = (status: number) => boolean;

/** undefined when the option was not given; an empty list matches nothing. */
export function readStatuses(
  field: ReadableField<readonly Value[] | undefined>,
  reader: OptionReader,
): StatusTest | undefined {
  const ranges = field.read(reader)?.map((entry) => {
    const [, low, high] = /^\s*(\d{1,3})\s*(?:-\s*(\d{1,3})\s*)?$/.exec(toText(entry)) ?? [];
    if (low === undefined)
      throw invalidOption(field.key, `must be a list of statuses and ranges such as 500-599, not '${toText(entry)}'`);
    return [Number(low), Number(high ?? low)] as const;
  });
  return ranges && ((status) => ranges.some(([low, high]) => status >= low && status <= high));
}
