/**
 * Connections to the outside, kept and used again per origin. Calls share them only when they trust the same authorities,
 * show the same certificate and go the same way: what one call may do is never open to another.
 *
 *   asked for ──known traits──► the same pool again
 *             └─new traits────► a new pool; the one unused for longest ends its calls and goes
 */
import { createHash } from 'node:crypto';
import * as tls from 'node:tls';
import { err, ok, type Result } from '@fabula/model';
import { Agent, buildConnector, type Dispatcher, Pool, ProxyAgent } from 'undici';

const connectTimeoutMs = 10_000;
/** Per origin; more requests wait for a free connection. */
const maxConnectionsPerOrigin = 64;
/** Pools of different traits at once. */
const maxPools = 100;
const noTimeouts = { headersTimeout: 0, bodyTimeout: 0 };

export interface ConnectionTraits {
  readonly verifyTls: boolean;
  /** PEM texts; null: the public ones. */
  readonly authorities: readonly string[] | null;
  /** Whether the public ones are believed beside `authorities`. */
  readonly trustsPublic: boolean;
  readonly certificate: { readonly certificate: string; readonly privateKey: string } | null;
  readonly proxyUrl: string | null;
}

/** Puts the egress rules in front of a connector. */
export type Guard = (connect: buildConnector.connector) => buildConnector.connector;

export class Connections {
  private readonly pools = new Map<string, Dispatcher>();
  private readonly guard: Guard;
  private readonly connect: buildConnector.connector | undefined;

  /** `connect` is replaced by tests. */
  constructor(guard: Guard, connect?: buildConnector.connector) {
    this.guard = guard;
    this.connect = connect;
  }

  /** The error says which certificate, key or address cannot be used. */
  for(traits: ConnectionTraits): Result<Dispatcher, string> {
    const key = createHash('sha256').update(JSON.stringify(traits)).digest('base64');
    const known = this.pools.get(key);
    if (known !== undefined) {
      // The order of the map is the order of use.
      this.pools.delete(key);
      this.pools.set(key, known);
      return ok(known);
    }
    let made: Dispatcher;
    try {
      made = this.open(traits);
    } catch (error) {
      return err(error instanceof Error ? error.message : String(error));
    }
    this.pools.set(key, made);
    this.drop(maxPools);
    return ok(made);
  }

  async close(): Promise<void> {
    await Promise.all([...this.pools.values()].map((pool) => pool.destroy()));
    this.pools.clear();
  }

  private open(traits: ConnectionTraits): Dispatcher {
    const requestTls: buildConnector.BuildOptions = {
      secureContext: secureContext(traits),
      rejectUnauthorized: traits.verifyTls,
      timeout: connectTimeoutMs,
    };
    const direct = this.connect ?? buildConnector(requestTls);
    if (traits.proxyUrl === null) {
      return new Agent({ connect: this.guard(direct), connections: maxConnectionsPerOrigin, ...noTimeouts });
    }
    // The way to the proxy itself is a connection like any other; undici's own connector for it would go round the rules.
    const toProxy = this.guard(this.connect ?? buildConnector({ timeout: connectTimeoutMs, minVersion: 'TLSv1.2' }));
    return new ProxyAgent({
      uri: traits.proxyUrl,
      clientFactory: (origin) => new Pool(origin, { connect: toProxy }),
      requestTls,
      connections: maxConnectionsPerOrigin,
      ...noTimeouts,
    });
  }

  private drop(kept: number): void {
    for (const [key, pool] of this.pools) {
      if (this.pools.size <= kept) return;
      this.pools.delete(key);
      // Calls on their way end first. What goes wrong then is theirs to tell.
      void pool.close().catch(() => undefined);
    }
  }
}

/** TLS 1.2 and 1.3. Made once per pool: reading the public authorities takes longer than a connection. */
function secureContext({ authorities, trustsPublic, certificate }: ConnectionTraits): tls.SecureContext {
  return tls.createSecureContext({
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.3',
    ...(authorities === null ? {} : { ca: [...(trustsPublic ? tls.rootCertificates : []), ...authorities] }),
    ...(certificate === null ? {} : { cert: certificate.certificate, key: certificate.privateKey }),
  });
}
