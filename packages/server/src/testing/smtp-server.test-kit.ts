/** A real mail server on loopback for tests: takes mails, refuses them, gives up in the middle, as it is told. */
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { selfSigned } from '../outgoing/self-signed.fixture.ts';

export interface ArrivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** As it came. */
  readonly source: string;
}

export interface TestSmtpServer {
  readonly port: number;
  /** `smtp://127.0.0.1:port`. */
  readonly url: string;
  readonly mails: ArrivedMail[];
  /** Connections so far. */
  readonly connections: () => number;
  close(): Promise<void>;
}

export interface SmtpBehaviour {
  readonly users?: Readonly<Record<string, string>>;
  /** TLS from the first byte. */
  readonly isSecure?: boolean;
  /** null: taken; else the reply: `550 no such user`. */
  readonly onRecipient?: (address: string, attempt: number) => string | null;
  /** taken: as usual. hang_up: the connection ends when the first byte of the mail, or all of it, is there. silent: no answer. */
  readonly onData?: (attempt: number) => 'taken' | 'hang_up_early' | 'hang_up_late' | 'silent' | string;
}

export async function startSmtpServer(behaviour: SmtpBehaviour = {}): Promise<TestSmtpServer> {
  const mails: ArrivedMail[] = [];
  let connections = 0;
  let recipients = 0;
  let bodies = 0;
  const options: SMTPServerOptions = {
    ...selfSigned,
    secure: behaviour.isSecure ?? false,
    authOptional: behaviour.users === undefined,
    disableReverseLookup: true,
    closeTimeout: 100,
    logger: false,
    onConnect: (_session, done) => {
      connections += 1;
      done();
    },
    onAuth: (auth, _session, done) => {
      const isRight = behaviour.users?.[auth.username ?? ''] === auth.password && auth.password !== undefined;
      done(isRight ? null : new Error('wrong password'), isRight ? { user: auth.username ?? '' } : undefined);
    },
    onRcptTo: ({ address }, _session, done) => {
      recipients += 1;
      done(toError(behaviour.onRecipient?.(address, recipients) ?? null));
    },
    onData: (stream, session, done) => {
      bodies += 1;
      const wish = behaviour.onData?.(bodies) ?? 'taken';
      const socket = [...server.connections].find(({ id }) => id === session.id)?._socket;
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        if (wish === 'hang_up_early') socket?.destroy();
      });
      stream.on('end', () => {
        if (wish === 'hang_up_late') socket?.destroy();
        if (wish !== 'taken') {
          if (/^\d/.test(wish)) done(toError(wish));
          return;
        }
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          source: Buffer.concat(chunks).toString('latin1'),
        });
        done(null, 'taken');
      });
    },
  };
  const server = new SMTPServer(options);
  // Connections that break are what some tests are about.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    url: `${behaviour.isSecure ? 'smtps' : 'smtp'}://127.0.0.1:${port}`,
    mails,
    connections: () => connections,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function toError(reply: string | null): Error | null {
  if (reply === null) return null;
  const code = Number(reply.slice(0, 3));
  return Object.assign(new Error(reply.slice(4)), { responseCode: code });
}
