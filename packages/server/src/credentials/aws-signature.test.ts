/** Signatures against the published examples of AWS, and against a verifier that shares no code with the signer. */
import { describe, expect, test } from 'vitest';
import { signForAws } from './aws-signature.ts';
import { verifyAwsSignature } from './verify-aws-signature.test-kit.ts';

const keys = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  sessionToken: null,
};
const at = Date.UTC(2015, 7, 30, 12, 36, 0);
const scope = { service: 'service', region: 'us-east-1' };

function signatureOf(headers: readonly (readonly [string, string])[]): string {
  const authorization = headers.find(([name]) => name === 'Authorization')?.[1] ?? '';
  return authorization.slice(authorization.indexOf('SignedHeaders='));
}

describe('the examples of AWS (aws-sig-v4-test-suite)', () => {
  test.each<[string, string, string]>([
    ['get-vanilla', '/', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    [
      'get-vanilla-query-order-key-case',
      '/?Param2=value2&Param1=value1',
      'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
    ],
    [
      'get-vanilla-query-unreserved',
      '/?-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz=-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
      '9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197',
    ],
  ])('%s', (_name, path, expected) => {
    const request = { method: 'GET', url: `https://example.amazonaws.com${path}`, headers: [], body: null };
    expect(signatureOf(signForAws(request, keys, scope, at))).toBe(
      `SignedHeaders=host;x-amz-date, Signature=${expected}`,
    );
  });

  test('post-vanilla', () => {
    const request = { method: 'POST', url: 'https://example.amazonaws.com/', headers: [], body: null };
    expect(signatureOf(signForAws(request, keys, scope, at))).toBe(
      'SignedHeaders=host;x-amz-date, Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
    );
  });
});

describe('a verifier accepts', () => {
  const verify = (url: string, headers: readonly (readonly [string, string])[], body: string) =>
    verifyAwsSignature(
      {
        method: 'PUT',
        path: url.slice(new URL(url).origin.length),
        headers: {
          host: new URL(url).host,
          ...Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
        },
        body,
      },
      keys.secretAccessKey,
    );

  test.each([
    'https://bucket.s3.eu-west-1.amazonaws.com/a%20folder/file%2Bname.txt?list-type=2&prefix=a%2Fb',
    'https://s3.amazonaws.com/bucket/%C3%BC//x',
    'https://sqs.eu-central-1.amazonaws.com/123/queue?Action=SendMessage&MessageBody=a+b%20c',
  ])('%s', (url) => {
    const request = {
      method: 'put',
      url,
      headers: [
        ['X-Amz-Acl', 'private'],
        ['X-Other', 'a'],
      ] as const,
      body: Buffer.from('ü'),
    };
    const signed = signForAws(request, keys, { service: '', region: '' }, at);
    expect(verify(url, signed, 'ü')).toBeNull();
    expect(verify(url, signed, 'other')).toBe('the body was changed');
    expect(signed).toContainEqual(['X-Other', 'a']);
  });

  test('the token of a session', () => {
    const url = 'https://iam.amazonaws.com/';
    const signed = signForAws(
      {
        method: 'PUT',
        url,
        headers: [
          ['Authorization', 'old'],
          ['x-amz-date', 'old'],
        ],
        body: null,
      },
      { ...keys, sessionToken: 'the token' },
      { service: '', region: '' },
      at,
    );
    expect(signed).toContainEqual(['X-Amz-Security-Token', 'the token']);
    expect(verify(url, signed, '')).toBeNull();
    expect(signed.filter(([name]) => /authorization|x-amz-date/i.test(name))).toHaveLength(2);
  });

  test('region and service of the host, unless others are named', () => {
    const scopeOf = (url: string, given = { service: '', region: '' }) => {
      const signed = signForAws({ method: 'GET', url, headers: [], body: null }, keys, given, at);
      return /Credential=AKIDEXAMPLE\/20150830\/([^,]+)\/aws4_request/.exec(
        String(signed.find(([name]) => name === 'Authorization')?.[1]),
      )?.[1];
    };
    expect(scopeOf('https://ec2.eu-west-1.amazonaws.com/')).toBe('eu-west-1/ec2');
    expect(scopeOf('https://bucket.s3.eu-west-1.amazonaws.com/')).toBe('eu-west-1/s3');
    expect(scopeOf('https://abc.execute-api.eu-west-1.amazonaws.com/x')).toBe('eu-west-1/execute-api');
    expect(scopeOf('https://iam.amazonaws.com/')).toBe('us-east-1/iam');
    expect(scopeOf('https://minio.local/', { service: 's3', region: 'home' })).toBe('home/s3');
  });
});
