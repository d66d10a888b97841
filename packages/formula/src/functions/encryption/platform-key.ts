/** Keys of the platform, with the budget that their work takes. */
import type { Argument, CallContext, PlatformKey, RsaKey } from '../definition.ts';
import { keyPlatformOf } from '../platform-of.ts';
import { keySource } from './key-source.ts';

/** Smaller ones are broken; the work of larger ones stops everything else. */
const leastBits = 1_024;
const mostBits = 8_192;

export function readKey(argument: Argument | undefined, context: CallContext, name: string): PlatformKey {
  const keys = keyPlatformOf(context);
  const source = keySource(argument, context, name);
  context.spend(500);
  const key = keys.read(source);
  if (!key.ok) {
    const isUnreadable = key.error === 'unreadable';
    const whole = source.kind === 'jwk' && source.isPrivate ? ' (a private RSA key needs p, q, dp, dq and qi too)' : '';
    if (isUnreadable) return context.fail(`${name} cannot be read as a key: it is damaged or incomplete${whole}`);
    return context.fail(`${name} must be an RSA key, or an EC key on P-256, P-384 or P-521`);
  }
  if (key.value.kind === 'RSA') checkSize(key.value.bits, context, name);
  spendOnKey(context, key.value);
  return key.value;
}

export function rsaKey(argument: Argument | undefined, context: CallContext, name: string): RsaKey {
  const key = readKey(argument, context, name);
  return key.kind === 'RSA' ? key : context.fail(`${name} must be an RSA key, found an EC key`);
}

function checkSize(bits: number, context: CallContext, name: string): void {
  if (bits < leastBits || bits > mostBits) {
    context.fail(`${name} must have ${leastBits} to ${mostBits} bits, found ${bits}`);
  }
}

/** The work grows with the third power of the size: 2,048 bits take about as long as 500 steps. */
function spendOnKey(context: CallContext, key: PlatformKey): void {
  context.spend(key.kind === 'EC' ? 500 : Math.ceil(500 * (key.bits / 2_048) ** 3));
}
