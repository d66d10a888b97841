/** What people read when a credential is about to expire, or has. */
import { makeObject } from '@fabula/formula';
import { toTimestamp } from '@fabula/model';
import type { ExpiringCredential } from '@fabula/store';
import type { WrittenNotice } from './write-notice.ts';

/** `now`: milliseconds since 1970. `url`: the public address, without a slash at its end. */
export function writeExpiryNotice(credential: ExpiringCredential, now: number, url: string): WrittenNotice {
  const { id, name, teamName, expiresAt } = credential;
  const left = expiresAt.getTime() - now;
  const when = `${toTimestamp(expiresAt.getTime()).replace('T', ' ').replace('Z', '')} UTC`;
  const subject =
    left <= 0 ? `The credential ${name} has expired` : `The credential ${name} expires in ${inWords(left)}`;
  const text = [
    `The credential "${name}" of the team "${teamName}" ${left <= 0 ? 'expired' : 'expires'} on ${when}.`,
    '',
    'Renew the secret where it was issued, then put the new one, and the new moment of expiry, into the credential.',
    'Fabula itself goes on using it: what it opens decides whether it is still good.',
    '',
    url,
  ];
  return {
    subject,
    text: text.join('\n'),
    body: makeObject([
      ['event', left <= 0 ? 'credential_expired' : 'credential_expires'],
      ['text', `${subject}\n${url}`],
      [
        'credential',
        makeObject([
          ['id', id],
          ['name', name],
          ['expires_at', toTimestamp(expiresAt.getTime())],
        ]),
      ],
    ]),
  };
}

function inWords(ms: number): string {
  const hours = Math.ceil(ms / 3_600_000);
  if (hours <= 1) return 'an hour';
  return hours <= 48 ? `${hours} hours` : `${Math.ceil(hours / 24)} days`;
}
