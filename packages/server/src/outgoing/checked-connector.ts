/**
 * Opens connections only to addresses that the egress rules let pass. The name is resolved here, each address is checked,
 * and the connection goes to that very address: a name that resolves differently a moment later changes nothing.
 * TLS and the Host header keep the name.
 */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { buildConnector } from 'undici';
import type { EgressRules } from './egress-rules.ts';

type Connector = buildConnector.connector;
type Socket = NonNullable<Parameters<buildConnector.Callback>[1]>;

/** All addresses of a host name, best first. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

export class EgressRefused extends Error {}
export class NameNotResolved extends Error {}

export const resolveBySystem: Resolve = async (hostname) =>
  (await lookup(hostname, { all: true, order: 'ipv4first' })).map((found) => found.address);

export function makeCheckedConnector(rules: EgressRules, resolve: Resolve, connect: Connector): Connector {
  return (options, callback) => {
    connectChecked(rules, resolve, connect, options).then(
      (socket) => callback(null, socket),
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), null),
    );
  };
}

/** Tries the addresses that may be called one after the other. Rejects with the last error. */
async function connectChecked(
  rules: EgressRules,
  resolve: Resolve,
  connect: Connector,
  options: buildConnector.Options,
): Promise<Socket> {
  const hostname = options.hostname.replace(/^\[|\]$/g, '');
  let failure: unknown = new NameNotResolved(`${hostname} has no address`);
  for (const address of await findOpenAddresses(rules, resolve, hostname)) {
    try {
      return await connectTo(connect, options, hostname, address);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

/** The addresses of the host that may be called, best first. Throws EgressRefused when it has addresses and none of them may. */
export async function findOpenAddresses(
  rules: EgressRules,
  resolve: Resolve,
  hostname: string,
): Promise<readonly string[]> {
  const addresses = isIP(hostname) === 0 ? await resolveName(hostname, resolve) : [hostname];
  const refusals = addresses.map((address) => ({ address, refusal: rules.refusalOf(address) }));
  const open = refusals.filter(({ refusal }) => refusal === null);
  const first = refusals[0];
  if (open.length === 0 && first !== undefined) {
    throw new EgressRefused(`Calls to ${hostname} are not allowed: ${first.address} ${first.refusal}`);
  }
  return open.map(({ address }) => address);
}

/**
 * Whether a proxy may be asked for this host: throws EgressRefused when all that we know of it is refused. A name that only
 * the far side knows passes, because reaching such names is what a tunnel is for.
 */
export async function checkBehindProxy(rules: EgressRules, resolve: Resolve, host: string): Promise<void> {
  try {
    await findOpenAddresses(rules, resolve, host.replace(/^\[|\]$/g, ''));
  } catch (error) {
    if (!(error instanceof NameNotResolved)) throw error;
  }
}

async function resolveName(hostname: string, resolve: Resolve): Promise<readonly string[]> {
  try {
    return await resolve(hostname);
  } catch (error) {
    throw new NameNotResolved(`The name ${hostname} cannot be resolved`, { cause: error });
  }
}

function connectTo(
  connect: Connector,
  options: buildConnector.Options,
  hostname: string,
  address: string,
): Promise<Socket> {
  const servername = options.servername || (isIP(hostname) === 0 ? hostname : '');
  return new Promise((settle, reject) => {
    connect({ ...options, hostname: address, ...(servername === '' ? {} : { servername }) }, (error, socket) =>
      error === null ? settle(socket) : reject(error),
    );
  });
}
