/** Reads mailboxes by IMAP: one connection for each visit. What was read is told by UID, so no flag decides what is new. */
import type { FolderToVisit, FolderVisit, Mailboxes, MailboxResult, ReceivedMail, VisitLimits } from '@fabula/engine';
import { err, ok } from '@fabula/model';
import type { FetchMessageObject, FetchQueryObject, ImapFlow } from 'imapflow';
import { type MailboxNetwork, openMailbox } from './imap-connection.ts';
import { toMailboxFailure } from './mailbox-failure.ts';

export function createMailboxes(network: MailboxNetwork): Mailboxes {
  return {
    visit: (address, folders, limits, signal) =>
      withMailbox(address, network, signal, async (client) => {
        const visits: MailboxResult<FolderVisit>[] = [];
        let left = limits;
        for (const folder of folders) {
          const visit = await visitFolder(client, folder, left, address.host);
          visits.push(visit);
          if (visit.ok) left = lessRead(left, visit.value.mails);
        }
        return visits;
      }),
    markAsRead: (address, folders, signal) =>
      withMailbox(address, network, signal, async (client) => {
        for (const { folder, uids } of folders) {
          await client.mailboxOpen(folder);
          await client.messageFlagsAdd(uids.join(','), ['\\Seen'], { uid: true });
        }
        return null;
      }),
  };
}

async function withMailbox<T>(
  address: Parameters<Mailboxes['visit']>[0],
  network: MailboxNetwork,
  signal: Parameters<Mailboxes['visit']>[3],
  use: (client: ImapFlow) => Promise<T>,
): Promise<MailboxResult<T>> {
  const opened = await openMailbox(address, network);
  if (!opened.ok) return opened;
  const client = opened.value;
  const onAbort = (): void => client.close();
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) onAbort();
  try {
    const result = await use(client);
    await client.logout().catch(() => undefined);
    return ok(result);
  } catch (error) {
    return err(toMailboxFailure(error, address.host));
  } finally {
    signal.removeEventListener('abort', onAbort);
    client.close();
  }
}

async function visitFolder(
  client: ImapFlow,
  { folder, since }: FolderToVisit,
  limits: VisitLimits,
  host: string,
): Promise<MailboxResult<FolderVisit>> {
  try {
    const { uidValidity, uidNext } = await client.mailboxOpen(folder, { readOnly: true });
    const validity = String(uidValidity);
    if (since?.validity !== validity) {
      const uid = uidNext === undefined ? await lastUid(client) : uidNext - 1;
      return ok({ position: { folder, validity, uid }, mails: [], hasMore: false });
    }
    const fresh = await uidsAfter(client, since.uid);
    const mails = await readMails(client, fresh.slice(0, limits.mails), limits);
    const uid = Math.max(since.uid, mails.at(-1)?.uid ?? 0);
    return ok({
      position: { folder, validity, uid },
      mails: mails.filter(isThere),
      hasMore: mails.length < fresh.length,
    });
  } catch (error) {
    // Without a connection there is nothing to go on with.
    if (!client.usable) throw error;
    return err(`The folder ${folder} cannot be read: ${toMailboxFailure(error, host)}`);
  }
}

/** One that was removed in between is there by its uid only. */
type Read = ReceivedMail | { readonly uid: number };

function isThere(read: Read): read is ReceivedMail {
  return 'source' in read;
}

/** In order, as many as fit, but one at least. */
async function readMails(client: ImapFlow, uids: readonly number[], limits: VisitLimits): Promise<readonly Read[]> {
  const read: Read[] = [];
  let bytes = 0;
  for (const uid of uids) {
    const found = await fetchMail(client, uid, { size: true });
    if (found === null) {
      read.push({ uid });
      continue;
    }
    const size = found.size ?? 0;
    const isLarge = size > limits.bytesPerMail;
    const wanted = isLarge ? limits.bytesOfLargerMail : size;
    if (read.length > 0 && bytes + wanted > limits.bytes) break;
    const source = isLarge ? { start: 0, maxLength: limits.bytesOfLargerMail } : true;
    const mail = await fetchMail(client, uid, { source });
    if (mail?.source === undefined) read.push({ uid });
    else read.push({ uid, source: mail.source, size: isLarge ? size : mail.source.length });
    bytes += wanted;
  }
  return read;
}

/** null: it is not there any more. A connection that is lost in the middle must not look like that. */
async function fetchMail(client: ImapFlow, uid: number, what: FetchQueryObject): Promise<FetchMessageObject | null> {
  const found = await client.fetchOne(String(uid), { uid: true, ...what }, { uid: true });
  if (found) return found;
  if (!client.usable || client.mailbox === false) throw new Error('the connection was lost');
  return null;
}

async function uidsAfter(client: ImapFlow, uid: number): Promise<readonly number[]> {
  const found = await client.search({ uid: `${uid + 1}:*` }, { uid: true });
  if (!found) throw new Error('the server did not say which mails there are');
  // `*` is the last mail, even when it comes before what was asked for.
  return found.filter((each) => each > uid).sort((a, b) => a - b);
}

async function lastUid(client: ImapFlow): Promise<number> {
  return (await uidsAfter(client, 0)).at(-1) ?? 0;
}

function lessRead(limits: VisitLimits, mails: readonly ReceivedMail[]): VisitLimits {
  const bytes = mails.reduce((sum, { source }) => sum + source.length, 0);
  return { ...limits, mails: Math.max(0, limits.mails - mails.length), bytes: Math.max(0, limits.bytes - bytes) };
}
