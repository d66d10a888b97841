/** What went wrong with a call, from the error that the connection gave: a kind and a sentence for the action's log. */
import type { OutgoingFailure } from '@fabula/engine';
import { EgressRefused, NameNotResolved } from './checked-connector.ts';

/** Codes of Node and undici whose meaning is known; whatever is not here is a fault of the exchange itself. */
const kindsByCode: Readonly<Record<string, 'connect' | 'tls'>> = {
  ECONNREFUSED: 'connect',
  EHOSTUNREACH: 'connect',
  ENETUNREACH: 'connect',
  EADDRNOTAVAIL: 'connect',
  EACCES: 'connect',
  ETIMEDOUT: 'connect',
  UND_ERR_CONNECT_TIMEOUT: 'connect',
  EPROTO: 'tls',
  CERT_HAS_EXPIRED: 'tls',
  CERT_NOT_YET_VALID: 'tls',
  CERT_UNTRUSTED: 'tls',
  CERT_REVOKED: 'tls',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls',
  HOSTNAME_MISMATCH: 'tls',
};

export function toOutgoingFailure(error: unknown, host: string): OutgoingFailure {
  if (error instanceof EgressRefused) return { kind: 'egress_denied', message: error.message };
  if (error instanceof NameNotResolved) return { kind: 'dns', message: error.message };
  const code = codeOf(error);
  const text = error instanceof Error ? error.message : String(error);
  const refused = /^Proxy response \((\d+)\)/.exec(text)?.[1];
  if (refused !== undefined) {
    const why = refused === '407' ? ': its user name or password is not right' : '';
    return { kind: 'connect', message: `The tunnel did not connect to ${host}; it answered ${refused}${why}` };
  }
  const kind = kindsByCode[code] ?? (isTlsCode(code) ? 'tls' : 'protocol');
  const what = {
    connect: 'Could not connect to',
    tls: 'TLS error with',
    protocol: 'Error in the exchange with',
  }[kind];
  return { kind, message: `${what} ${host}: ${text || code}` };
}

function isTlsCode(code: string): boolean {
  return code.startsWith('ERR_TLS') || code.startsWith('ERR_SSL') || code.startsWith('UNABLE_TO_');
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return String(error.code);
}
