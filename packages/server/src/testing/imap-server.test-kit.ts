/** A real IMAP server on loopback for tests, with the folders INBOX and Archive and the user ada. */
import type { AddressInfo, Socket } from 'node:net';
import hoodiecrow from 'hoodiecrow-imap';
import { selfSigned } from '../outgoing/self-signed.fixture.ts';

export interface TestImapServer {
  readonly port: number;
  /** Puts a mail into the folder. */
  deliver(headers: string, body?: string, folder?: string): void;
  flagsOf(uid: number, folder?: string): readonly string[];
  /** As after a folder was removed and made again. */
  makeAnew(folder: string, validity: number): void;
  /** Connections at the moment. */
  readonly connections: () => number;
  /** Ends all connections, as a restart of the server does. */
  cut(): void;
  /** From now on nothing is answered: who has asked waits. */
  hold(): void;
  answerAgain(): void;
  close(): Promise<void>;
}

export interface ImapBehaviour {
  readonly isSecure?: boolean;
  readonly hasIdle?: boolean;
  /** Listens there, as a server does that comes back. */
  readonly port?: number;
}

export async function startImapServer(behaviour: ImapBehaviour = {}): Promise<TestImapServer> {
  const server = hoodiecrow({
    secureConnection: behaviour.isSecure ?? false,
    credentials: selfSigned,
    // Its STARTTLS does not work with the TLS of today's Node.
    plugins: [
      'ID',
      'SASL-IR',
      'AUTH-PLAIN',
      'NAMESPACE',
      'ENABLE',
      'UIDPLUS',
      ...(behaviour.hasIdle === false ? [] : ['IDLE']),
    ],
    users: { ada: { password: 'secret' } },
    storage: { INBOX: { messages: [] }, '': { separator: '/', folders: { Archive: { messages: [] } } } },
  });
  const sockets = new Set<Socket>();
  let isHeld = false;
  const isSecure = behaviour.isSecure ?? false;
  server.server.on(isSecure ? 'secureConnection' : 'connection', (socket: Socket) => {
    sockets.add(socket);
    if (isHeld) setImmediate(() => socket.pause());
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  server.server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(behaviour.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  const mailbox = (name: string) => {
    const found = server.getMailbox(name);
    if (found === undefined) throw new Error(`the server has no folder ${name}`);
    return found;
  };
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port,
    deliver: (headers, body = 'text', folder = 'INBOX') =>
      server.appendMessage(folder, [], false, `${headers}\r\n\r\n${body}\r\n`),
    flagsOf: (uid, folder = 'INBOX') => mailbox(folder).messages.find((message) => message.uid === uid)?.flags ?? [],
    makeAnew(folder, validity) {
      mailbox(folder).uidvalidity = validity;
    },
    connections: () => sockets.size,
    cut,
    hold() {
      isHeld = true;
      for (const socket of sockets) socket.pause();
    },
    answerAgain() {
      isHeld = false;
      for (const socket of sockets) socket.resume();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cut();
      }),
  };
}
