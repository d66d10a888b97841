/** The options of the IMAP mode. Throws an OptionFailure. */
import { createHash } from 'node:crypto';
import type { MailboxAddress, OptionReader } from '@fabula/engine';
import { toText } from '@fabula/formula';
import { invalidOption } from '../options/invalid-option.ts';
import * as field from './fields.ts';
import { type Conditions, readConditions } from './match-conditions.ts';

const maxFolders = 20;

export interface MailboxOptions {
  readonly address: MailboxAddress;
  /** What tells this mailbox from others, in the action's memory. */
  readonly mailbox: string;
  readonly folders: readonly string[];
  readonly marksAsRead: boolean;
  readonly emitsHeaders: boolean;
  readonly conditions: Conditions;
}

export function readMailboxOptions(reader: OptionReader): MailboxOptions {
  const address = readAddress(reader);
  const folders = [...new Set(field.folders.read(reader).map((folder) => toText(folder).trim()))].filter(Boolean);
  if (folders.length === 0) throw invalidOption('folders', 'must be given');
  if (folders.length > maxFolders) throw invalidOption('folders', `must be at most ${maxFolders}`);
  return {
    address,
    mailbox: createHash('sha256').update(`${address.username}\n${address.host}`).digest('base64url'),
    folders,
    marksAsRead: field.markAsRead.read(reader),
    emitsHeaders: field.emitHeaders.read(reader),
    conditions: readConditions(reader),
  };
}

/** As the hosts are written that a credential may be sent to. */
export function hostAndPort({ host, port, usesTls }: MailboxAddress): string {
  const name = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  return `${name}:${port ?? (usesTls ? 993 : 143)}`;
}

function readAddress(reader: OptionReader): MailboxAddress {
  const host = field.host.read(reader).trim().toLowerCase();
  if (!/^[a-z0-9.:[\]_-]+$/.test(host)) throw invalidOption('host', 'must be the name or address of a host');
  const tunnel = field.useTunnel.read(reader).trim();
  return {
    host,
    port: field.port.read(reader) ?? null,
    username: field.username.read(reader).trim(),
    password: field.password.read(reader),
    usesTls: field.ssl.read(reader),
    verifyTls: !field.disableSslVerification.read(reader),
    tunnel: tunnel === '' ? null : tunnel,
  };
}
