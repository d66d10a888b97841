import { entriesOf, makeObject, type Value } from '@fabula/formula';
import { headersOf, type Mail } from './read-mail.ts';

/** The event of a mail. `folder` null: it came to an address of the action's own. */
export function toPayload(mail: Mail, folder: string | null, emitsHeaders: boolean): Value {
  return makeObject([
    ...entriesOf(mail.parts),
    ...(folder === null ? [] : ([['folder', folder]] as const)),
    ...(emitsHeaders ? ([['headers', headersOf(mail)]] as const) : []),
  ]);
}
