import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type ServerOptions } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PeerCertificate, TLSSocket } from 'node:tls';
import { optionTest } from '@fabula/actions/testing';
import type { ClientCertificate } from '@fabula/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCertificateAuthorities } from './certificate-authorities.ts';
import { makeAuthority, type TestAuthority } from './certificates.test-kit.ts';
import { call, closeAfterwards, listen, never, outgoing, reading, text } from './outgoing.test-kit.ts';

const kind = 'Agents::HTTPRequestAgent';
let ours: TestAuthority;
let theirs: TestAuthority;

beforeAll(async () => {
  [ours, theirs] = await Promise.all([makeAuthority('Ours'), makeAuthority('Theirs')]);
});

/** Answers with the name of whoever calls, and the version of TLS. */
async function secure(options: ServerOptions = {}): Promise<string> {
  const server = createServer(
    { ...(await ours.server()), ...options },
    reading((request, response) => {
      const { socket } = request;
      const peer: Partial<PeerCertificate> = socket instanceof TLSSocket ? socket.getPeerCertificate() : {};
      const version = socket instanceof TLSSocket ? socket.getProtocol() : null;
      response.end(`${peer.subject?.CN ?? 'nobody'} ${version}`);
    }),
  );
  // What goes wrong with a handshake is the caller's to tell.
  server.on('tlsClientError', () => undefined);
  return listen(server, 'https');
}

describe('an own authority', () => {
  const name = 'custom_certificate_authority_name';

  optionTest(kind, name, 'is believed by its name, beside the public ones', async () => {
    const made = outgoing(undefined, [], {}, { certificateAuthorities: { ours: ours.cert, theirs: theirs.cert } });
    const base = await secure();
    const answers = await Promise.all(
      ['ours', 'theirs', undefined].map((authority) =>
        made.send(call(base, authority === undefined ? {} : { certificateAuthorityName: authority }), never),
      ),
    );
    expect(answers).toMatchObject([
      { ok: true },
      { ok: false, error: { kind: 'tls' } },
      { ok: false, error: { kind: 'tls' } },
    ]);
  });

  optionTest(kind, name, 'the one called default holds for calls that name none', async () => {
    const made = outgoing(undefined, [], {}, { certificateAuthorities: { default: ours.cert } });
    const base = await secure();
    expect(await made.send(call(base), never)).toMatchObject({ ok: true });
    expect(await made.send(call(base, { certificateAuthorityName: 'default' }), never)).toMatchObject({ ok: true });
  });

  optionTest(kind, name, 'that is not there is an error that says what there is', async () => {
    const made = outgoing(undefined, [], {}, { certificateAuthorities: { ours: ours.cert } });
    expect(await made.send(call(await secure(), { certificateAuthorityName: 'other' }), never)).toEqual({
      ok: false,
      error: {
        kind: 'not_configured',
        message:
          "There is no certificate authority called 'other' (setting FABULA_CERTIFICATE_AUTHORITIES; it has ours)",
      },
    });
  });

  it('is a PEM file in the folder of the setting', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fabula-authorities-'));
    closeAfterwards(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'default.pem'), ours.cert);
    await writeFile(join(folder, 'README.txt'), 'no certificate');
    expect(await readCertificateAuthorities(folder)).toEqual({ default: ours.cert });
    expect(await readCertificateAuthorities(null)).toEqual({});
    await writeFile(join(folder, 'broken.crt'), 'no certificate');
    await expect(readCertificateAuthorities(folder)).rejects.toThrow(/broken.crt is no certificate in PEM form/);
    await expect(readCertificateAuthorities(join(folder, 'none'))).rejects.toThrow(/cannot be read/);
  });
});

describe('a client certificate', () => {
  const asking = (): Promise<string> => secure({ requestCert: true, rejectUnauthorized: true, ca: ours.cert });

  async function certificateOf(authority: TestAuthority, name: string): Promise<ClientCertificate> {
    const { cert, key } = await authority.client(name);
    return { certificate: cert, privateKey: key, authority: ours.cert };
  }

  optionTest(kind, 'client certificate', 'is shown to the server, and the server to its authority', async () => {
    const answer = await outgoing().send(
      call(await asking(), { clientCertificate: await certificateOf(ours, 'Ada') }),
      never,
    );
    expect(answer.ok && text(answer.value.body)).toMatch(/^Ada /);
  });

  optionTest(kind, 'client certificate', 'without one, or with one of strangers, the server refuses', async () => {
    const base = await asking();
    const made = outgoing(undefined, [], {}, { certificateAuthorities: { default: ours.cert } });
    expect(await made.send(call(base), never)).toMatchObject({ ok: false });
    const strange = { clientCertificate: await certificateOf(theirs, 'Eve') };
    expect(await made.send(call(base, strange), never)).toMatchObject({ ok: false });
  });

  it('is never shown by a call that does not bring it, however soon after', async () => {
    const base = await secure({ requestCert: true, rejectUnauthorized: false, ca: ours.cert });
    const made = outgoing();
    const clientCertificate = await certificateOf(ours, 'Ada');
    const names: unknown[] = [];
    for (const own of [{ clientCertificate }, { certificateAuthority: ours.cert }, { clientCertificate }]) {
      const answer = await made.send(call(base, own), never);
      names.push(answer.ok && text(answer.value.body).split(' ')[0]);
    }
    expect(names).toEqual(['Ada', 'nobody', 'Ada']);
  });

  it('that cannot be used is an error without its key', async () => {
    const { cert } = await ours.client('Ada');
    const { key } = await ours.client('Bob');
    for (const privateKey of [key, 'no key']) {
      const clientCertificate = { certificate: cert, privateKey, authority: null };
      const answer = await outgoing().send(call(await asking(), { clientCertificate }), never);
      expect(answer).toMatchObject({
        ok: false,
        error: { kind: 'tls', message: /^A certificate or key of this call cannot be used: / },
      });
      expect(JSON.stringify(answer)).not.toContain(privateKey);
    }
  });
});

describe('TLS', () => {
  it.each(['TLSv1.2', 'TLSv1.3'] as const)('is spoken as %s', async (version) => {
    const base = await secure({ minVersion: version, maxVersion: version });
    const answer = await outgoing().send(call(base, { certificateAuthority: ours.cert }), never);
    expect(answer.ok && text(answer.value.body)).toBe(`nobody ${version}`);
  });

  optionTest(kind, 'disable_ssl_verification', 'is never older than 1.2, whatever is believed', async () => {
    const base = await secure({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' });
    expect(await outgoing().send(call(base, { verifyTls: false }), never)).toMatchObject({
      ok: false,
      error: { kind: 'tls' },
    });
  });

  optionTest(kind, 'disable_ssl_verification', 'a certificate of nobody is believed, by this call alone', async () => {
    const base = await secure();
    const made = outgoing();
    expect(await made.send(call(base, { verifyTls: false }), never)).toMatchObject({ ok: true });
    expect(await made.send(call(base), never)).toMatchObject({ ok: false, error: { kind: 'tls' } });
  });
});
