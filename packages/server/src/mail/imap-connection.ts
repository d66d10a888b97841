/**
 * One connection to a mailbox. The name of the host is resolved here and the connection goes to the very address that
 * passed the egress rules; TLS keeps the name. Through a tunnel the far side resolves the name.
 */
import { isIP } from 'node:net';
import type { MailboxAddress, MailboxResult } from '@fabula/engine';
import { err, ok } from '@fabula/model';
import { ImapFlow } from 'imapflow';
import { checkBehindProxy, findOpenAddresses, type Resolve } from '../outgoing/checked-connector.ts';
import type { EgressRules } from '../outgoing/egress-rules.ts';
import { toMailboxFailure } from './mailbox-failure.ts';

export interface MailboxNetwork {
  readonly rules: EgressRules;
  readonly resolve: Resolve;
  /** FABULA_TUNNELS: name → address of a proxy. */
  readonly tunnels: Readonly<Record<string, string>>;
  readonly timing?: ImapTiming;
}

export interface ImapTiming {
  readonly connectMs: number;
  /** Silence of the server while it owes an answer. */
  readonly silenceMs: number;
}

const usualTiming: ImapTiming = { connectMs: 20_000, silenceMs: 60_000 };

/** Signed in. The caller closes it. */
export async function openMailbox(
  address: MailboxAddress,
  network: MailboxNetwork,
  options: { readonly silenceMs?: number; readonly idleMs?: number } = {},
): Promise<MailboxResult<ImapFlow>> {
  const { host } = address;
  let client: ImapFlow | null = null;
  try {
    const route = await findRoute(address, network);
    if (!route.ok) return route;
    const { connectMs, silenceMs } = network.timing ?? usualTiming;
    client = new ImapFlow({
      host: route.value.address,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(route.value.proxy === null ? {} : { proxy: route.value.proxy }),
      port: address.port ?? (address.usesTls ? 993 : 143),
      secure: address.usesTls,
      auth: { user: address.username, pass: address.password },
      tls: { rejectUnauthorized: address.verifyTls },
      connectionTimeout: connectMs,
      greetingTimeout: connectMs,
      socketTimeout: options.silenceMs ?? silenceMs,
      ...(options.idleMs === undefined
        ? { disableAutoIdle: true }
        : { autoIdleDelay: 10, maxIdleTime: options.idleMs }),
      maxLiteralSize: 256_000_000,
      maxResponseSize: 257_000_000,
      logger: false,
    });
    // An error that ends the connection is also what the command under way fails with.
    client.on('error', () => undefined);
    await client.connect();
    return ok(client);
  } catch (error) {
    client?.close();
    return err(toMailboxFailure(error, host));
  }
}

/** The error is a sentence for the action's log. */
async function findRoute(
  { host, tunnel }: MailboxAddress,
  { rules, resolve, tunnels }: MailboxNetwork,
): Promise<MailboxResult<{ readonly address: string; readonly proxy: string | null }>> {
  const hostname = host.replace(/^\[|\]$/g, '');
  if (tunnel === null) {
    const [address] = await findOpenAddresses(rules, resolve, hostname);
    return address === undefined ? err(`${hostname} has no address`) : ok({ address, proxy: null });
  }
  const proxy = Object.hasOwn(tunnels, tunnel) ? tunnels[tunnel] : undefined;
  if (proxy === undefined) {
    const names = Object.keys(tunnels).join(', ') || 'none';
    return err(`There is no tunnel called '${tunnel}' (setting FABULA_TUNNELS; it has ${names})`);
  }
  await checkBehindProxy(rules, resolve, hostname);
  return ok({ address: hostname, proxy });
}
