/**
 * Plain connections for what speaks no HTTP: SMTP, IMAP. As with the checked connector, the connection goes to the very
 * address that was checked; TLS is put on it by whoever asked, under the host's name.
 */
import { connect, type Socket } from 'node:net';
import { findOpenAddresses, NameNotResolved, type Resolve, resolveBySystem } from './checked-connector.ts';
import { type EgressRules, makeEgressRules } from './egress-rules.ts';

export interface CheckedSockets {
  /** Tries the addresses of the host in turn; rejects with EgressRefused, NameNotResolved or the last error. */
  open(host: string, port: number): Promise<Socket>;
}

const connectTimeoutMs = 10_000;

export function makeCheckedSockets(rules: EgressRules, resolve: Resolve = resolveBySystem): CheckedSockets {
  return {
    async open(host, port) {
      const hostname = host.replace(/^\[|\]$/g, '');
      let failure: unknown = new NameNotResolved(`${hostname} has no address`);
      for (const address of await findOpenAddresses(rules, resolve, hostname)) {
        try {
          return await openSocket(address, port);
        } catch (error) {
          failure = error;
        }
      }
      throw failure;
    },
  };
}

/** Throws when an entry of the settings is no address. */
export function egressRulesOf(settings: {
  readonly egressAllow: readonly string[];
  readonly egressDeny: readonly string[];
}): EgressRules {
  const rules = makeEgressRules(settings.egressAllow, settings.egressDeny);
  if (!rules.ok) throw new Error(`FABULA_EGRESS_ALLOW / FABULA_EGRESS_DENY: ${rules.error}`);
  return rules.value;
}

function openSocket(address: string, port: number): Promise<Socket> {
  return new Promise((settle, reject) => {
    const socket = connect({ host: address, port, timeout: connectTimeoutMs });
    const fail = (error: Error): void => {
      socket.destroy();
      reject(error);
    };
    const late = (): void => fail(new Error(`no connection within ${connectTimeoutMs / 1000} seconds`));
    socket.once('error', fail);
    socket.once('timeout', late);
    socket.once('connect', () => {
      socket.off('error', fail);
      socket.off('timeout', late);
      socket.setTimeout(0);
      settle(socket);
    });
  });
}
