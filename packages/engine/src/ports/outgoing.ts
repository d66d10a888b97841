/** Calls to the outside, each checked against the egress rules on the address really connected to. */
export interface OutgoingRequest {
  readonly method: string;
  /** Absolute, http or https. */
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array | null;
  readonly timeoutMs: number;
  readonly followRedirects: boolean;
  readonly verifyTls: boolean;
  readonly maxResponseBytes: number;
  /** PEM texts for TLS: who we are, and whom we believe instead of the public authorities. */
  readonly clientCertificate?: ClientCertificate;
  /** PEM text; believed beside the public authorities. */
  readonly certificateAuthority?: string;
  /** `http://user:password@host:port`: the request goes through this proxy. Egress rules hold for the proxy's address. */
  readonly proxyUrl?: string;
  /** Name of a tunnel of the settings, in the place of `proxyUrl`. */
  readonly tunnel?: string;
  /** Name of an authority of the settings, believed beside the public ones; the one called `default` where none is named. */
  readonly certificateAuthorityName?: string;
  /** Asked before each hop, redirects included: null lets it pass, a sentence refuses it. */
  readonly refusalFor?: (url: string) => string | null;
}

export interface ClientCertificate {
  readonly certificate: string;
  readonly privateKey: string;
  /** Of the server; null: the public authorities. */
  readonly authority: string | null;
}

export interface OutgoingResponse {
  readonly status: number;
  /** Lower-case names, in order of arrival. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
  readonly durationMs: number;
  /** The address of the last response, after redirects. */
  readonly url: string;
}

export type OutgoingFailure = {
  readonly kind:
    | 'egress_denied'
    /** A tunnel or an authority that the settings do not have. */
    | 'not_configured'
    | 'dns'
    | 'connect'
    | 'tls'
    | 'timeout'
    | 'too_large'
    | 'redirects'
    | 'aborted'
    | 'protocol';
  /** A sentence for the action's log; names the host, never a secret. */
  readonly message: string;
};

export interface Outgoing {
  /** Never throws; every failure is a value. */
  send(
    request: OutgoingRequest,
    signal: AbortSignalLike,
  ): Promise<
    { readonly ok: true; readonly value: OutgoingResponse } | { readonly ok: false; readonly error: OutgoingFailure }
  >;
}

/** The part of AbortSignal that the pure packages may know. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}
