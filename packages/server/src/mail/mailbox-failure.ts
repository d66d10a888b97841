/** What went wrong with a mailbox, as a sentence for the action's log. */
import { AuthenticationFailure } from 'imapflow';
import { EgressRefused, NameNotResolved } from '../outgoing/checked-connector.ts';
import { toOutgoingFailure } from '../outgoing/outgoing-failure.ts';

export function toMailboxFailure(error: unknown, host: string): string {
  if (error instanceof EgressRefused || error instanceof NameNotResolved) return error.message;
  const said = responseOf(error);
  if (error instanceof AuthenticationFailure || isFlagged(error, 'authenticationFailed')) {
    return `${host} did not accept the user or password${said === '' ? '' : `: ${said}`}`;
  }
  if (said !== '') return `${host} refused: ${said}`;
  return toOutgoingFailure(error, host).message;
}

/** The server's own words. */
function responseOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('responseText' in error)) return '';
  return typeof error.responseText === 'string' ? error.responseText : '';
}

function isFlagged(error: unknown, flag: string): boolean {
  return typeof error === 'object' && error !== null && Reflect.get(error, flag) === true;
}
