/** Under which address people and services reach this process. */
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Settings } from '../settings.ts';

export interface Addresses {
  /** The public address, without a slash at its end. */
  readonly url: () => string;
  /** What follows the @ in the mail addresses of actions. */
  readonly mailDomain: () => string;
  /** The port that was opened; before, the one of the settings counts. */
  opened(app: FastifyInstance): void;
}

export function createAddresses(settings: Settings): Addresses {
  let boundPort: number | null = null;
  const url = (): string => {
    if (settings.publicUrl !== null) return settings.publicUrl;
    const host = hostForPeople(settings.host);
    return `http://${host.includes(':') ? `[${host}]` : host}:${boundPort ?? settings.port}`;
  };
  return {
    url,
    mailDomain: () => settings.mail.domain ?? new URL(url()).hostname,
    opened: (app) => {
      boundPort = portOf(app);
    },
  };
}

/** An address that means "all interfaces" cannot be opened by a person. */
function hostForPeople(host: string): string {
  return host === '0.0.0.0' || host === '::' ? 'localhost' : host;
}

function portOf(app: FastifyInstance): number | null {
  // Anything but a pipe has an AddressInfo, and we listen on no pipe.
  const address = app.server.address() as AddressInfo | null;
  return address?.port ?? null;
}
