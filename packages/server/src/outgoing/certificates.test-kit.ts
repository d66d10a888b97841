/** An authority of a test, and certificates that it signed. */
import { generate } from 'selfsigned';

export interface Signed {
  readonly cert: string;
  readonly key: string;
}

export interface TestAuthority {
  readonly cert: string;
  /** For 127.0.0.1 and localhost. */
  server(): Promise<Signed>;
  client(name: string): Promise<Signed>;
}

const usual = { keyType: 'ec', algorithm: 'sha256' } as const;

export async function makeAuthority(name = 'Authority of a test'): Promise<TestAuthority> {
  const own = await generate([{ name: 'commonName', value: name }], {
    ...usual,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const ca = { key: own.private, cert: own.cert };
  const sign = async (commonName: string, use: 'serverAuth' | 'clientAuth'): Promise<Signed> => {
    const made = await generate([{ name: 'commonName', value: commonName }], {
      ...usual,
      ca,
      extensions: [
        { name: 'basicConstraints', cA: false },
        { name: 'keyUsage', digitalSignature: true, keyEncipherment: true },
        { name: 'extKeyUsage', [use]: true },
        {
          name: 'subjectAltName',
          altNames: [
            { type: 2, value: 'localhost' },
            { type: 7, ip: '127.0.0.1' },
          ],
        },
      ],
    });
    return { cert: made.cert, key: made.private };
  };
  return { cert: own.cert, server: () => sign('localhost', 'serverAuth'), client: (who) => sign(who, 'clientAuth') };
}
