/**
 * What a visit found → events, and what is remembered from now on; one transaction. Visits may overlap, and be repeated
 * after a crash: a mail at or below the remembered position was emitted by another one, as was one whose Message-Id is
 * among the last hundred (a mail that was moved from one folder to another).
 */
import type { FolderPosition, MemoryDecision, Outcome } from '@fabula/engine';
import type { Value } from '@fabula/formula';
import { type MailboxMemory, readMemory, type VisitFound, writeMemory } from './mailbox-state.ts';

export const memoryKey = 'mailbox';

export function deliverMails(found: VisitFound, stored: Value): MemoryDecision {
  const memory: MailboxMemory = readMemory(stored, found.mailbox) ?? {
    mailbox: found.mailbox,
    positions: [],
    messageIds: [],
  };
  const known = new Map(memory.positions.map((position) => [position.folder, position]));
  const messageIds = [...memory.messageIds];
  const payloads: Value[] = [];
  for (const { folder, uid, messageId, payload } of found.mails) {
    const visited = found.positions.find((position) => position.folder === folder);
    const before = known.get(folder);
    if (before !== undefined && before.validity === visited?.validity && uid <= before.uid) continue;
    if (messageId !== '' && messageIds.includes(messageId)) continue;
    if (messageId !== '') messageIds.push(messageId);
    payloads.push(payload);
  }
  const positions = found.positions.map((visited) => later(known.get(visited.folder), visited));
  const outcome: Outcome = payloads.length === 0 ? { kind: 'nothing' } : { kind: 'emit', payloads };
  return { put: [{ key: memoryKey, value: writeMemory({ ...memory, positions, messageIds }) }], outcome };
}

/** A first visit that overlaps another one must not jump over mails that came between the two. */
function later(before: FolderPosition | undefined, visited: VisitFound['positions'][number]): FolderPosition {
  if (before?.validity !== visited.validity) return visited;
  return visited.isFirst || before.uid > visited.uid ? before : visited;
}
