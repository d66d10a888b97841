/** Signs requests to AWS, and to what speaks its protocol (Signature Version 4). */
import { getKey, isObjectValue, type Value } from '@fabula/formula';
import aws4 from 'aws4';

export interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | null;
}

export interface RequestToSign {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array | null;
}

export interface SigningScope {
  /** Empty: from the host. */
  readonly service: string;
  readonly region: string;
}

type Headers = [string, string][];

/**
 * The headers of the request with its signature. Only the host, the content type and AWS's own headers are signed: others may
 * be changed on the way, by us or by a proxy.
 */
export function signForAws(request: RequestToSign, keys: AwsKeys, scope: SigningScope, now: number): Headers {
  const url = new URL(request.url);
  const isSigned = (name: string) => /^(?:content-type|x-amz-.*)$/i.test(name);
  const isReplaced = (name: string) => /^(?:authorization|host|x-amz-(?:date|security-token))$/i.test(name);
  const kept = request.headers.filter(([name]) => !isReplaced(name));
  const headers: Record<string, string> = { 'X-Amz-Date': toAmzDate(now) };
  for (const [name, value] of kept) {
    if (!isSigned(name)) continue;
    headers[name] = headers[name] === undefined ? value : `${headers[name]},${value}`;
  }
  const toSign = {
    method: request.method.toUpperCase(),
    host: url.host,
    path: `${url.pathname}${url.search}`,
    headers,
    // written by the connection; the types do not know this setting
    extraHeadersToIgnore: { 'content-length': true },
    ...(scope.service === '' ? {} : { service: scope.service }),
    ...(scope.region === '' ? {} : { region: scope.region }),
    ...(request.body === null ? {} : { body: Buffer.from(request.body) }),
  };
  const signed = aws4.sign(toSign, {
    accessKeyId: keys.accessKeyId,
    secretAccessKey: keys.secretAccessKey,
    ...(keys.sessionToken === null ? {} : { sessionToken: keys.sessionToken }),
  });
  const added = Object.entries(signed.headers ?? {})
    // written by the connection
    .filter(([name]) => !/^(?:host|content-length)$/i.test(name))
    .map(([name, value]): [string, string] => [name, String(value)]);
  return [
    ...kept.filter(([name]) => !isSigned(name)).map(([name, value]): [string, string] => [name, value]),
    ...added,
  ];
}

/** As fetch/aws-session.ts gives them. */
export function keysFrom(value: Value): AwsKeys | null {
  if (!isObjectValue(value)) return null;
  const text = (name: string) => {
    const found = getKey(value, name);
    return typeof found === 'string' ? found : '';
  };
  const sessionToken = text('sessionToken');
  return {
    accessKeyId: text('accessKeyId'),
    secretAccessKey: text('secretAccessKey'),
    sessionToken: sessionToken === '' ? null : sessionToken,
  };
}

function toAmzDate(at: number): string {
  return new Date(at).toISOString().replace(/[:-]|\.\d{3}/g, '');
}
