/** What the settings say of calls to the outside, and how a call's own wishes meet it. */
import type { OutgoingRequest } from '@fabula/engine';
import { err, ok, type Result } from '@fabula/model';
import type { ConnectionTraits } from './connections.ts';

export interface OutgoingSettings {
  /** Addresses and CIDR ranges. */
  readonly allow: readonly string[];
  readonly deny: readonly string[];
  /** Name → address of the proxy, user and password included. */
  readonly tunnels?: Readonly<Record<string, string>>;
  /** Name → PEM text. The one called `default` holds for calls that name none. */
  readonly certificateAuthorities?: Readonly<Record<string, string>>;
}

/** The error is a sentence for the action's log. */
export function traitsOf(request: OutgoingRequest, settings: OutgoingSettings): Result<ConnectionTraits, string> {
  const { tunnels = {}, certificateAuthorities = {} } = settings;
  const { tunnel, clientCertificate } = request;
  if (tunnel !== undefined && !Object.hasOwn(tunnels, tunnel)) {
    return err(`There is no tunnel called '${tunnel}' (setting FABULA_TUNNELS; it has ${namesOf(tunnels)})`);
  }
  const authorityName = request.certificateAuthorityName ?? 'default';
  const hasAuthority = Object.hasOwn(certificateAuthorities, authorityName);
  if (request.certificateAuthorityName !== undefined && authorityName !== 'default' && !hasAuthority) {
    return err(
      `There is no certificate authority called '${authorityName}' (setting FABULA_CERTIFICATE_AUTHORITIES; it has ${namesOf(certificateAuthorities)})`,
    );
  }
  const own = clientCertificate?.authority ?? undefined;
  const authorities = [
    own,
    request.certificateAuthority,
    hasAuthority ? certificateAuthorities[authorityName] : undefined,
  ].filter((pem) => pem !== undefined);
  return ok({
    verifyTls: request.verifyTls,
    authorities: authorities.length === 0 ? null : authorities,
    trustsPublic: own === undefined,
    certificate:
      clientCertificate === undefined
        ? null
        : { certificate: clientCertificate.certificate, privateKey: clientCertificate.privateKey },
    proxyUrl: tunnel === undefined ? (request.proxyUrl ?? null) : (tunnels[tunnel] ?? null),
  });
}

function namesOf(known: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(known);
  return names.length === 0 ? 'none' : names.join(', ');
}
