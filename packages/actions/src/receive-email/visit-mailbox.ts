/** Looks into the mailbox, reads what is new and says what goes on. Nothing is lost when it is cut off: it is done again. */
import type { EffectPorts, FolderPosition, FolderToVisit, LogLine, Outcome, VisitLimits } from '@fabula/engine';
import { type FoundMail, type VisitFound, writeStep } from './mailbox-state.ts';
import type { Conditions } from './match-conditions.ts';
import { readMail } from './read-mail.ts';
import { hostAndPort, type MailboxOptions } from './read-mailbox-options.ts';
import { toPayload } from './to-payload.ts';

/** What one visit takes; the rest is taken by the next one, which follows at once. */
const limits: VisitLimits = {
  mails: 100,
  bytes: 32_000_000,
  // An event holds the files of a mail once more, as base64.
  bytesPerMail: 50_000_000,
  bytesOfLargerMail: 1_000_000,
};

export async function visitMailbox(
  options: MailboxOptions,
  known: readonly FolderPosition[],
  ports: EffectPorts,
): Promise<Outcome> {
  const { address, folders } = options;
  const refusal = ports.secrets.refusalFor(hostAndPort(address));
  if (refusal !== null) return { kind: 'fail', message: refusal };
  const toVisit = folders.map(
    (folder): FolderToVisit => ({ folder, since: known.find((position) => position.folder === folder) ?? null }),
  );
  const visited = await ports.services.mailboxes.visit(address, toVisit, limits, ports.signal);
  if (!visited.ok) return { kind: 'fail', message: visited.error };

  const logs: LogLine[] = [];
  const positions: (FolderPosition & { readonly isFirst: boolean })[] = [];
  const mails: FoundMail[] = [];
  let hasMore = false;
  for (const [index, result] of visited.value.entries()) {
    const { folder, since } = toVisit[index] ?? { folder: '', since: null };
    if (!result.ok) {
      logs.push({ level: 4, message: result.error });
      if (since !== null) positions.push({ ...since, isFirst: false });
      continue;
    }
    const { position } = result.value;
    positions.push({ ...position, isFirst: since === null });
    hasMore ||= result.value.hasMore;
    if (since?.validity !== position.validity) logs.push(beginning(since, position));
    mails.push(...(await readAll(result.value.mails, folder, options, options.conditions, logs)));
  }
  if (options.marksAsRead && mails.length > 0) {
    const marked = await ports.services.mailboxes.markAsRead(address, byFolder(mails), ports.signal);
    if (!marked.ok) logs.push({ level: 2, message: `The mails were not marked as read: ${marked.error}` });
  }
  const found: VisitFound = { mailbox: options.mailbox, positions, mails };
  if (mails.length === 0 && !hasMore && isSame(known, positions)) return { kind: 'nothing', logs };
  const deliver = writeStep({ kind: 'deliver', found });
  return hasMore
    ? { kind: 'fork', states: [deliver, writeStep({ kind: 'begin' })], logs }
    : { kind: 'again', state: deliver, logs };
}

async function readAll(
  mails: readonly { readonly uid: number; readonly source: Uint8Array; readonly size: number }[],
  folder: string,
  options: MailboxOptions,
  conditions: Conditions,
  logs: LogLine[],
): Promise<readonly FoundMail[]> {
  const found: FoundMail[] = [];
  let others = 0;
  for (const { uid, source, size } of mails) {
    const isWhole = source.length >= size;
    const mail = await readMail(source, isWhole);
    const wanted = conditions(mail, folder);
    if (!wanted.ok) {
      const name = mail.messageId === '' ? '' : ` (${mail.messageId})`;
      const message = `Mail ${uid} of ${folder}${name} was left out, as if it did not match: ${wanted.error}`;
      logs.push({ level: 4, message });
      continue;
    }
    if (!wanted.value) {
      others += 1;
      continue;
    }
    if (!isWhole) {
      const sizes = `${Math.ceil(size / 1e6)} MB, more than ${limits.bytesPerMail / 1e6} MB`;
      logs.push({ level: 2, message: `Mail ${uid} of ${folder} has ${sizes}; its files were left out.` });
    }
    if (mail.fault !== null) logs.push({ level: 2, message: `Mail ${uid} of ${folder}: ${mail.fault}` });
    found.push({ folder, uid, messageId: mail.messageId, payload: toPayload(mail, folder, options.emitsHeaders) });
  }
  if (others > 0) logs.push({ level: 3, message: `${folder}: ${others} new mails do not match the conditions.` });
  return found;
}

function beginning(since: FolderPosition | null, { folder, uid }: FolderPosition): LogLine {
  return since === null
    ? { level: 3, message: `${folder} was visited for the first time: mails that come from now on become events.` }
    : {
        level: 2,
        message: `${folder} was made anew on the server (its UIDVALIDITY changed). Reading starts after its mail ${uid}; mails that came between the last visit and the change were not read.`,
      };
}

function isSame(known: readonly FolderPosition[], visited: readonly FolderPosition[]): boolean {
  return (
    known.length === visited.length &&
    visited.every(({ folder, validity, uid }) =>
      known.some((each) => each.folder === folder && each.validity === validity && each.uid === uid),
    )
  );
}

function byFolder(mails: readonly FoundMail[]): { folder: string; uids: number[] }[] {
  const folders = new Map<string, number[]>();
  for (const { folder, uid } of mails) folders.set(folder, [...(folders.get(folder) ?? []), uid]);
  return [...folders].map(([folder, uids]) => ({ folder, uids }));
}
