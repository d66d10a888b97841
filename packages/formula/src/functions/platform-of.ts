import type { CallContext, Platform } from './definition.ts';

/** The platform's functions; the error of the call where there is no platform, as in a browser's preview. */
export function platformOf(context: CallContext): Platform {
  return context.platform ?? context.fail('it runs on the server');
}
