/** Computes a Signature Version 4 anew from a request as it arrived, as a server of AWS does. */
import { createHash, createHmac } from 'node:crypto';

interface ArrivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** null: it is right; else what is wrong. */
export function verifyAwsSignature({ method, path, headers, body }: ArrivedRequest, secret: string): string | null {
  const found =
    /^AWS4-HMAC-SHA256 Credential=[^/]+\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      String(headers['authorization']),
    );
  if (found === null) return `no signature: ${String(headers['authorization'])}`;
  const [, day = '', region = '', service = '', names = '', signature = ''] = found;
  const bodyHash = sha256(body);
  const declared = headers['x-amz-content-sha256'];
  if (declared !== undefined && declared !== bodyHash) return 'the body was changed';
  const [pathname = '', query = ''] = path.split('?');
  const canonicalQuery = query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => part.split('=').map((piece) => encode(decodeURIComponent(piece.replaceAll('+', ' ')))))
    .map(([name, value]) => `${name}=${value ?? ''}`)
    .sort()
    .join('&');
  const segments = pathname.split('/').map((segment) => encode(decodeURIComponent(segment)));
  const canonicalPath = service === 's3' ? segments.join('/') : segments.map(encode).join('/').replaceAll(/\/+/g, '/');
  const canonicalHeaders = names
    .split(';')
    .map((name) => `${name}:${String(headers[name]).trim().replace(/\s+/g, ' ')}\n`);
  const canonical = [method, canonicalPath, canonicalQuery, canonicalHeaders.join(''), names, bodyHash].join('\n');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', String(headers['x-amz-date']), scope, sha256(canonical)].join('\n');
  const key = [day, region, service, 'aws4_request'].reduce<Buffer>(
    (made, part) => hmac(made, part),
    Buffer.from(`AWS4${secret}`),
  );
  const expected = hmac(key, toSign).toString('hex');
  if (signature === expected) return null;
  return declared === undefined && body !== '' ? 'the body was changed' : 'the signature is wrong';
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
