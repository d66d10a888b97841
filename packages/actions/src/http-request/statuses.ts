/** Lists of HTTP statuses in options: `["429", "500-599"]`, also as text `"429, 500-599"`. 0 means that no answer came. */
import type { OptionReader } from '@fabula/engine';
import { toText } from '@fabula/formula';
import { invalidOption } from '../options/invalid-option.ts';
import { listOption } from '../options/read-option.ts';

export type StatusTest = (status: number) => boolean;

/** undefined when the option was not given; an empty list matches nothing. */
export function statusOption(reader: OptionReader, key: string): StatusTest | undefined {
  const ranges = listOption(reader, key)?.map((entry) => {
    const [, low, high] = /^\s*(\d{1,3})\s*(?:-\s*(\d{1,3})\s*)?$/.exec(toText(entry)) ?? [];
    if (low === undefined)
      throw invalidOption(key, `must be a list of statuses and ranges such as 500-599, not '${toText(entry)}'`);
    return [Number(low), Number(high ?? low)] as const;
  });
  return ranges && ((status) => ranges.some(([low, high]) => status >= low && status <= high));
}
