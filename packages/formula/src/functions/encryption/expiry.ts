import { toNative } from '../../value/number.ts';
import { number } from '../arguments.ts';
import type { CallContext, CheckedArguments } from '../definition.ts';

/** Three thousand years; later moments have no date. */
const longestSeconds = 100_000_000_000;

/** The moment that `expires_in` names, in milliseconds since 1970; null: never. */
export function expiryArgument(args: CheckedArguments, context: CallContext): number | null {
  if (args.get('expires_in') === undefined) return null;
  const seconds = toNative(number(args, context, 'expires_in'));
  if (seconds < 0) return context.fail(`expires_in must be 0 or more seconds, found ${seconds}`);
  if (!(seconds <= longestSeconds)) return context.fail(`expires_in must be at most ${longestSeconds} seconds`);
  return Math.floor(context.now + seconds * 1_000);
}
