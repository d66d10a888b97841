/** The text of a file that came as bytes: a table from a spreadsheet program, an XML document of another charset. */
import { Bytes } from '../value/value.ts';
import { spendOnText, text } from './arguments.ts';
import type { CallContext, CheckedArguments } from './definition.ts';
import { decodeCharset } from './encoding/charsets.ts';

/** Bytes are in the charset that they begin with or that `named` finds, else in UTF-8, else in windows-1252. */
export function fileText(
  args: CheckedArguments,
  context: CallContext,
  name: string,
  named: (start: Uint8Array) => string | undefined = () => undefined,
): string {
  const given = args.get(name);
  if (!(given instanceof Bytes)) return text(args, context, name);
  spendOnText(context, given.data.length);
  const [first, second] = given.data;
  const isWide = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  return decodeCharset(given.data, isWide ? 'utf-16' : named(given.data.subarray(0, 200)));
}
