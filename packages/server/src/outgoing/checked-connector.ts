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
  const addresses = isIP(hostname) === 0 ? await resolveName(hostname, resolve) : [hostname];
  const refusals = addresses.map((address) => ({ address, refusal: rules.refusalOf(address) }));
  const open = refusals.filter(({ refusal }) => refusal === null);
  const first = refusals[0];
  if (open.length === 0 && first !== undefined) {
    throw new EgressRefused(`Calls to ${hostname} are not allowed: ${first.address} ${first.refusal}`);
  }
  let failure: unknown = new NameNotResolved(`${hostname} has no address`);
  for (const { address } of open) {
    try {
      return await connectTo(connect, options, hostname, address);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
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
