/** The credentials that were opened for one run of one action, and what they do to a request that leaves. */
import type { AbortSignalLike, OpenedSecrets, OutgoingRequest } from '@fabula/engine';
import { makeComputedObject, type ObjectValue } from '@fabula/formula';
import { err, ok, type Result } from '@fabula/model';
import { isHostAllowed } from './allowed-hosts.ts';
import { keysFrom, signForAws } from './aws-signature.ts';
import { Needles } from './needles.ts';
import type { Opening } from './opening.ts';
import { CannotOpen } from './vault.ts';

export class Opened implements OpenedSecrets {
  readonly values: ObjectValue;
  readonly isEmpty: boolean;
  readonly #openings: readonly Opening[];
  readonly #clock: () => number;
  #needles: Needles | null = null;
  /** Tokens and signatures change what must be looked for. */
  #needlesFor = -1;
  readonly #signatures: string[] = [];

  readonly #missed = new Set<string>();

  /** `unknown`: slugs that are named and that no credential has. */
  constructor(openings: readonly Opening[], unknown: readonly string[], clock: () => number) {
    this.#openings = openings;
    this.#clock = clock;
    this.isEmpty = openings.length === 0;
    this.values = makeComputedObject([
      ...openings.map((opening) => ({ key: opening.held.row.slug, isListed: true, read: () => opening.read() })),
      ...unknown.map((key) => ({ key, isListed: false, read: () => this.#miss(key) })),
    ]);
  }

  get warnings(): readonly string[] {
    return [...this.#missed].map(
      (slug) => `There is no credential ${slug} that this team may read, so CREDENTIAL.${slug} is NULL.`,
    );
  }

  async prepare(request: OutgoingRequest, _signal: AbortSignalLike): Promise<Result<OutgoingRequest, string>> {
    const bound = this.#boundFor(request);
    const refusalFor = (url: string): string | null =>
      firstRefusal(bound, hostOf(url)) ?? request.refusalFor?.(url) ?? null;
    const refusal = refusalFor(request.url);
    if (refusal !== null) return err(refusal);
    let prepared = request;
    for (const opening of this.#openings) {
      if (!opening.isUsed) continue;
      const added = this.#add(opening, prepared);
      if (!added.ok) return added;
      prepared = added.value;
    }
    return ok(bound.length === 0 ? prepared : { ...prepared, refusalFor });
  }

  refusalFor(host: string): string | null {
    const used = this.#openings.filter((opening) => opening.isUsed);
    // whoever asks before anything was read may mean any of them
    return firstRefusal(used.length === 0 ? this.#openings : used, host);
  }

  answered(status: number): void {
    if (status === 401) for (const opening of this.#openings) opening.refuse();
  }

  mask(text: string): string {
    const used = this.#openings.filter((opening) => opening.isUsed).length;
    const state = used * 1_000 + this.#signatures.length;
    if (this.#needles === null || this.#needlesFor !== state) {
      this.#needles = new Needles();
      this.#needlesFor = state;
      for (const opening of this.#openings) for (const secret of opening.secrets()) this.#needles.add(secret);
      for (const signature of this.#signatures) this.#needles.add(signature);
    }
    return this.#needles.mask(text);
  }

  #miss(slug: string): null {
    this.#missed.add(slug);
    return null;
  }

  /** Credentials with hosts of their own that the request may carry: they were read, or stand in it from an earlier run. */
  #boundFor(request: OutgoingRequest): readonly Opening[] {
    const restricted = this.#openings.filter(({ held }) => held.row.allowedHosts.length > 0);
    if (restricted.length === 0) return [];
    const text = [request.url, ...request.headers.flat(), bodyText(request)].join('\n');
    return restricted.filter((opening) => {
      if (opening.isUsed) return true;
      const needles = new Needles();
      for (const secret of opening.secrets()) needles.add(secret);
      return needles.mask(text) !== text;
    });
  }

  /** What stands for it in the request makes place for what it is. */
  #add(opening: Opening, request: OutgoingRequest): Result<OutgoingRequest, string> {
    const { held, marker } = opening;
    if (marker === null) return ok(request);
    const isCarried =
      request.url.includes(marker) ||
      request.headers.some(([, value]) => value.includes(marker)) ||
      bodyText(request).includes(marker);
    const without = isCarried ? withoutMarker(request, marker) : request;
    try {
      if (held.row.mode === 'MTLS') return ok(this.#certified(opening, without));
      return isCarried ? this.#signed(opening, without) : ok(without);
    } catch (thrown) {
      if (thrown instanceof CannotOpen) return err(`${held.title} cannot be opened: ${thrown.message}`);
      throw thrown;
    }
  }

  #certified({ held }: Opening, request: OutgoingRequest): OutgoingRequest {
    const authority = held.openText('mtls_root_certificate');
    return {
      ...request,
      clientCertificate: {
        certificate: held.openText('mtls_client_certificate'),
        privateKey: held.openText('mtls_client_private_key'),
        authority: authority === '' ? null : authority,
      },
    };
  }

  #signed(opening: Opening, request: OutgoingRequest): Result<OutgoingRequest, string> {
    const { held } = opening;
    const token = opening.token();
    const keys =
      held.setting('aws_authentication_type') === 'KEY'
        ? {
            accessKeyId: held.openText('aws_access_key'),
            secretAccessKey: held.openText('aws_secret_key'),
            sessionToken: null,
          }
        : token?.kind === 'held'
          ? keysFrom(token.fetched.value)
          : null;
    if (keys === null) return err(`${held.title} has no keys to sign with`);
    const scope = { service: held.metadata('aws_service'), region: held.metadata('aws_region') };
    const headers = signForAws(request, keys, scope, this.#clock());
    const authorization = headers.find(([name]) => name === 'Authorization')?.[1] ?? '';
    const signature = /Signature=(\w+)/.exec(authorization)?.[1];
    if (signature !== undefined) this.#signatures.push(signature);
    return ok({ ...request, headers });
  }
}

function firstRefusal(openings: readonly Opening[], host: string): string | null {
  const refusing = openings.find(({ held }) => !isHostAllowed(held.row.allowedHosts, host));
  if (refusing === undefined) return null;
  const { title, row } = refusing.held;
  return `${title} may not be sent to ${host}; its allowed hosts are ${row.allowedHosts.join(', ')}`;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}

function bodyText({ body }: OutgoingRequest): string {
  return body === null ? '' : Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1');
}

/** A header or a parameter that is nothing but the marker goes; elsewhere the marker does. */
function withoutMarker(request: OutgoingRequest, marker: string): OutgoingRequest {
  const url = new URL(request.url);
  for (const [name, value] of [...url.searchParams]) if (value === marker) url.searchParams.delete(name, value);
  const href = url.href.replaceAll(marker, '');
  const body = bodyText(request);
  return {
    ...request,
    url: request.url.includes(marker) ? href : request.url,
    headers: request.headers
      .map(([name, value]) => [name, value.replaceAll(marker, '').trim()] as const)
      .filter(([, value], index) => value !== '' || request.headers[index]?.[1] === ''),
    body: body.includes(marker) ? Buffer.from(body.replaceAll(marker, ''), 'latin1') : request.body,
  };
}
