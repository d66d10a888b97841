/**
 * What Receive Email remembers of a mailbox, and what it leaves to itself between the steps of one visit. Both are JSON
 * that comes back from the database; whatever is not as it was written counts as nothing.
 */
import type { FolderPosition } from '@fabula/engine';
import {
  getKey,
  isArrayValue,
  isObjectValue,
  makeObject,
  toNative,
  toNumber,
  toText,
  type Value,
} from '@fabula/formula';

/** Message-Ids that are remembered (actions.md section 14). */
const rememberedIds = 100;

export interface MailboxMemory {
  /** Which mailbox it is about; the positions of another one mean nothing. */
  readonly mailbox: string;
  readonly positions: readonly FolderPosition[];
  /** The oldest first. */
  readonly messageIds: readonly string[];
}

/** A mail on its way to becoming an event. */
export interface FoundMail {
  readonly folder: string;
  readonly uid: number;
  readonly messageId: string;
  readonly payload: Value;
}

/** What a visit found: how far it came, and what is to be emitted. */
export interface VisitFound {
  readonly mailbox: string;
  readonly positions: readonly (FolderPosition & { readonly isFirst: boolean })[];
  readonly mails: readonly FoundMail[];
}

/** null: there is none, or it is about another mailbox. */
export function readMemory(value: Value, mailbox: string): MailboxMemory | null {
  if (textAt(value, 'mailbox') !== mailbox) return null;
  return {
    mailbox,
    positions: listAt(value, 'positions').map(readPosition),
    messageIds: listAt(value, 'message_ids').map(toText),
  };
}

export function writeMemory({ mailbox, positions, messageIds }: MailboxMemory): Value {
  return makeObject([
    ['mailbox', mailbox],
    ['positions', positions.map((position) => writePosition(position))],
    ['message_ids', messageIds.slice(-rememberedIds)],
  ]);
}

/** The step that comes next; anything unknown begins anew. */
export type Step =
  | { readonly kind: 'begin' }
  | { readonly kind: 'visit'; readonly positions: readonly FolderPosition[] }
  | { readonly kind: 'deliver'; readonly found: VisitFound };

export function readStep(value: Value): Step {
  switch (textAt(value, 'step')) {
    case 'visit':
      return { kind: 'visit', positions: listAt(value, 'positions').map(readPosition) };
    case 'deliver':
      return {
        kind: 'deliver',
        found: {
          mailbox: textAt(value, 'mailbox'),
          positions: listAt(value, 'positions').map((position) => ({
            ...readPosition(position),
            isFirst: at(position, 'is_first') === true,
          })),
          mails: listAt(value, 'mails').map((mail) => ({
            folder: textAt(mail, 'folder'),
            uid: numberAt(mail, 'uid'),
            messageId: textAt(mail, 'message_id'),
            payload: at(mail, 'payload') ?? null,
          })),
        },
      };
    default:
      return { kind: 'begin' };
  }
}

export function writeStep(step: Step): Value {
  switch (step.kind) {
    case 'begin':
      return makeObject([['step', 'begin']]);
    case 'visit':
      return makeObject([
        ['step', 'visit'],
        ['positions', step.positions.map((position) => writePosition(position))],
      ]);
    case 'deliver':
      return makeObject([
        ['step', 'deliver'],
        ['mailbox', step.found.mailbox],
        ['positions', step.found.positions.map((position) => writePosition(position, position.isFirst))],
        [
          'mails',
          step.found.mails.map(({ folder, uid, messageId, payload }) =>
            makeObject([
              ['folder', folder],
              ['uid', uid],
              ['message_id', messageId],
              ['payload', payload],
            ]),
          ),
        ],
      ]);
  }
}

function readPosition(value: Value): FolderPosition {
  return { folder: textAt(value, 'folder'), validity: textAt(value, 'validity'), uid: numberAt(value, 'uid') };
}

function writePosition({ folder, validity, uid }: FolderPosition, isFirst = false): Value {
  return makeObject([
    ['folder', folder],
    ['validity', validity],
    ['uid', uid],
    ...(isFirst ? ([['is_first', true]] as const) : []),
  ]);
}

function at(value: Value, key: string): Value | undefined {
  return isObjectValue(value) ? getKey(value, key) : undefined;
}

function textAt(value: Value, key: string): string {
  return toText(at(value, key) ?? '');
}

function numberAt(value: Value, key: string): number {
  const number = toNumber(at(value, key) ?? null);
  return number === undefined ? 0 : toNative(number);
}

function listAt(value: Value, key: string): readonly Value[] {
  const list = at(value, key);
  return list !== undefined && isArrayValue(list) ? list : [];
}
