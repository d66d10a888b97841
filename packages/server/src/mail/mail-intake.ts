/**
 * Our own SMTP server: mail for the addresses of Receive Email actions in their mode `email`. A mail is accepted (250) when
 * its event is durable; before that the sender keeps it and hands it over again.
 *
 * One recipient at a time: a further one is put off (452), and the sender hands the mail over once more for it. So the
 * answer to a mail is about one action, and no action gets it twice because another one could not take it.
 */
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { receiveMail } from '@fabula/actions';
import type { Brakes, Engine, StoryBook } from '@fabula/engine';
import { getKey } from '@fabula/formula';
import type { DefinedAction, StoryDefinition } from '@fabula/model';
import { type Database, findMailAction } from '@fabula/store';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';
import type { Logger } from '../observe/logger.ts';
import type { MailSettings } from '../settings.ts';

export interface MailIntakeParts {
  readonly settings: MailSettings;
  readonly host: string;
  readonly database: Database;
  readonly engine: Pick<Engine, 'accept' | 'reader'>;
  readonly stories: Pick<StoryBook, 'get' | 'teamValues'>;
  readonly pressure: Brakes['pressure'];
  /** What follows the @. */
  readonly domain: () => string;
  /** Largest mail, in bytes. */
  readonly maxBytes: number;
  readonly log: Logger;
}

export interface MailIntake {
  readonly port: number;
  /** Takes nothing new, and waits a moment for what is on its way. */
  close(): Promise<void>;
}

const maxConnections = 50;
/** Of mails that are on their way in, all together. */
const maxBytesInMemory = 150_000_000;
const silenceMs = 60_000;
const closeMs = 2_000;

/** An answer other than 250: a code and what a person reads. */
class Reply extends Error {
  readonly responseCode: number;
  constructor(responseCode: number, message: string) {
    super(message);
    this.responseCode = responseCode;
  }
}

const noSuchMailbox = new Reply(550, '5.1.1 There is no such mailbox here');
const later = new Reply(451, '4.3.0 Nothing was stored; try again later');

export async function openMailIntake(parts: MailIntakeParts, port: number): Promise<MailIntake> {
  const { log, maxBytes } = parts;
  let bytesInMemory = 0;
  const certificate = await readCertificate(parts.settings.certificate);
  const server = new SMTPServer({
    ...certificate,
    banner: 'Fabula',
    size: maxBytes,
    disabledCommands: ['AUTH', ...(certificate === null ? ['STARTTLS'] : [])],
    authOptional: true,
    disableReverseLookup: true,
    maxClients: maxConnections,
    socketTimeout: silenceMs,
    closeTimeout: closeMs,
    logger: false,
    onMailFrom: (_address, _session, answer) => {
      const pressure = parts.pressure();
      answer(pressure === null ? null : new Reply(452, `4.3.1 ${pressure.message}`));
    },
    onRcptTo: ({ address }, session, answer) => {
      if (session.envelope.rcptTo.length > 0) return answer(new Reply(452, '4.5.3 One recipient at a time'));
      findTarget(parts, address).then(
        (target) => answer(target instanceof Reply ? target : null),
        (error: unknown) => answer(failed(error)),
      );
    },
    onData: (stream, session, answer) => {
      let held = 0;
      const hold = (bytes: number): boolean => {
        if (bytesInMemory + bytes > maxBytesInMemory) return false;
        held += bytes;
        bytesInMemory += bytes;
        return true;
      };
      take(stream, session.envelope.rcptTo[0]?.address ?? '', hold)
        .then(
          (reply) => answer(reply),
          (error: unknown) => answer(failed(error)),
        )
        .finally(() => {
          bytesInMemory -= held;
        });
    },
  });
  // Of connections that break; each mail is answered, or handed over again.
  server.on('error', (error) => log.debug({ err: error }, 'a connection that brought mail broke'));

  async function take(
    stream: SMTPServerDataStream,
    address: string,
    hold: (bytes: number) => boolean,
  ): Promise<Reply | null> {
    const chunks: Buffer[] = [];
    let hasRoom = true;
    // Read to its end in any case: the answer comes after the mail.
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      if (stream.sizeExceeded || !hasRoom) continue;
      hasRoom = hold(chunk.length);
      if (hasRoom) chunks.push(chunk);
    }
    if (stream.sizeExceeded) return new Reply(552, `5.3.4 Mails may have ${maxBytes} bytes at most`);
    if (!hasRoom) return new Reply(452, '4.3.1 Too much is under way; try again later');
    const target = await findTarget(parts, address);
    return target instanceof Reply ? target : deliver(parts, target, Buffer.concat(chunks));
  }

  function failed(error: unknown): Reply {
    log.warn({ err: error }, 'a mail could not be taken; its sender was asked to try again');
    return later;
  }

  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, parts.host, resolve);
  });
  // A server that listens on a port has an address of this kind.
  const bound = server.server.address() as AddressInfo;
  return { port: bound.port, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

interface Target {
  readonly story: StoryDefinition;
  readonly action: DefinedAction;
}

/** Whom a mail to this address is for, or why it is not taken. */
async function findTarget({ database, stories, domain }: MailIntakeParts, address: string): Promise<Target | Reply> {
  const at = address.lastIndexOf('@');
  const name = address.slice(0, at).toLowerCase();
  if (at < 1 || address.slice(at + 1).toLowerCase() !== domain().toLowerCase()) return noSuchMailbox;
  // What follows a plus sign is the sender's own note.
  const found = await findMailAction(database.kysely, name.replace(/\+.*$/, ''));
  const story = found === null ? null : await stories.get(found.storyId);
  const action = story?.actions.find(({ id }) => id === found?.actionId);
  if (story === null || action === undefined) return noSuchMailbox;
  const mode = getKey(action.options, 'mode');
  if (typeof mode !== 'string' || mode.trim().toLowerCase() !== 'email') return noSuchMailbox;
  if (story.isDisabled || action.isDisabled) return new Reply(450, '4.2.1 This mailbox is switched off at the moment');
  return { story, action };
}

async function deliver(
  { engine, stories, log }: MailIntakeParts,
  { story, action }: Target,
  source: Buffer,
): Promise<Reply | null> {
  // The values that formulas see must be in memory.
  await stories.teamValues(story);
  const decision = await receiveMail(engine.reader(story, action.id), source);
  if (decision.kind === 'unwanted') {
    if (decision.fault !== null) {
      const ids = { storyId: story.id, actionId: action.id };
      log.error(ids, `a mail was refused, as if it did not match the conditions: ${decision.fault}`);
    }
    return new Reply(550, '5.7.1 This mailbox takes other mails only');
  }
  if (decision.kind === 'failed') {
    log.warn(
      { storyId: story.id, actionId: action.id },
      `a mail is put off, because of its action: ${decision.message}`,
    );
    return new Reply(451, '4.3.5 This mailbox cannot take mail at the moment');
  }
  const accepted = await engine.accept({ story, actionId: action.id, payload: decision.payload, origin: 'email' });
  if (accepted.ok) return null;
  return accepted.kind === 'refused'
    ? new Reply(554, `5.6.0 ${accepted.message}`)
    : new Reply(451, `4.3.0 ${accepted.message}`);
}

async function readCertificate(files: MailSettings['certificate']): Promise<{ cert: Buffer; key: Buffer } | null> {
  if (files === null) return null;
  const [cert, key] = await Promise.all([
    readNamed('FABULA_SMTP_CERT_FILE', files.certFile),
    readNamed('FABULA_SMTP_KEY_FILE', files.keyFile),
  ]);
  return { cert, key };
}

async function readNamed(setting: string, path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new Error(`${setting}: ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
