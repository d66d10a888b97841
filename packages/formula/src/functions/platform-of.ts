import { FormulaFailure } from '../failure.ts';
import type { CallContext } from './definition.ts';
import type { KeyPlatform, Platform } from './platform.ts';

/** The platform's functions; where there is no platform, as in a browser's preview, the call says that it runs on the server. */
export function platformOf(context: CallContext): Platform {
  return context.platform ?? needsServer();
}

/** What the platform can do with RSA and EC keys; the same error where it cannot. */
export function keyPlatformOf(context: CallContext): KeyPlatform {
  return platformOf(context).keys ?? needsServer();
}

/** The name of the function is put before it by the call. */
function needsServer(): never {
  throw new FormulaFailure('needs_server', 'runs on the server');
}
