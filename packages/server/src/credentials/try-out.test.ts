/** Whether a credential can be used, without using it. */
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { selfSigned } from '../outgoing/self-signed.fixture.ts';
import { at, idAt, oneDatabase } from '../testing/fabula.test-kit.ts';
import { echo, type Outside, type OutsideAnswer, startOutside } from './outside.test-kit.ts';
import { type CredentialWorld, startCredentialWorld } from './world.test-kit.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' });

describe.each(oneDatabase)('trying credentials out (%s)', (kind) => {
  let world: CredentialWorld;
  let outside: Outside;
  let tokenAnswer: OutsideAnswer = { status: 200 };

  beforeAll(async () => {
    outside = await startOutside((arrived) => (arrived.path.startsWith('/token') ? tokenAnswer : echo(arrived)));
    world = await startCredentialWorld(kind);
  });
  afterAll(async () => {
    await world.drop();
    await outside.close();
  });

  async function trial(credential: Readonly<Record<string, unknown>>, body: Readonly<Record<string, unknown>> = {}) {
    const id = idAt(await world.create({ name: 'tried', ...credential }));
    const answer = await world.ask('POST', `/api/v1/user_credentials/${id}/test`, { body });
    expect(answer.text).not.toMatch(/hush/);
    return { id, status: answer.status, body: answer.body };
  }
  const oauth = () => ({
    mode: 'OAUTH',
    oauth_token_url: `${outside.url}/token`,
    oauth_client_id: 'client',
    oauth_client_secret: 'hush client',
    oauth_scope: 'read',
    oauth_grant_type: 'client_credentials',
  });

  test.each([
    ['a text', { mode: 'TEXT', value: 'hush' }, 'opened'],
    [
      'a token that is signed here',
      {
        mode: 'JWT',
        jwt_algorithm: 'RS256',
        jwt_payload: {},
        jwt_auto_generate_time_claims: true,
        jwt_private_key: rsa,
      },
      'signed',
    ],
    [
      'keys of AWS',
      { mode: 'AWS', aws_authentication_type: 'KEY', aws_access_key: 'hush', aws_secret_key: 'hush' },
      'opened',
    ],
    [
      'a certificate and its key',
      {
        mode: 'MTLS',
        mtls_client_certificate: selfSigned.cert,
        mtls_client_private_key: selfSigned.key,
        mtls_root_certificate: selfSigned.cert,
      },
      'signed',
    ],
  ])('%s is usable', async (_name, credential, checked) => {
    expect(await trial(credential)).toMatchObject({ status: 200, body: { status: 'usable', checked } });
  });

  test('a token is fetched, and kept for whoever uses it', async () => {
    tokenAnswer = { status: 200, body: '{"access_token":"hush token","token_type":"Bearer","expires_in":3600}' };
    outside.arrived.length = 0;
    const { id, body } = await trial(oauth());
    expect(body).toEqual({ status: 'usable', checked: 'token', message: 'A token can be had.' });
    await world.ask('POST', `/api/v1/user_credentials/${id}/test`);
    expect(outside.arrived).toHaveLength(1);
    const { body: log } = await world.ask('GET', '/api/v1/audit_logs?operation_name=CredentialTest');
    expect(at(log, 'audit_logs.0')).toMatchObject({ inputs: { inputs: { credentialId: id, status: 'usable' } } });
  });

  test.each([
    [
      'a key that is none',
      {
        mode: 'JWT',
        jwt_algorithm: 'RS256',
        jwt_payload: {},
        jwt_auto_generate_time_claims: false,
        jwt_private_key: 'hush',
      },
      /cannot be signed/,
    ],
    [
      'the key of another certificate',
      {
        mode: 'MTLS',
        mtls_client_certificate: selfSigned.cert,
        mtls_client_private_key: rsa,
        mtls_root_certificate: 'x',
      },
      /is not the key of mtls_client_certificate/,
    ],
    [
      'a certificate that is none',
      { mode: 'MTLS', mtls_client_certificate: 'hush', mtls_client_private_key: rsa, mtls_root_certificate: 'x' },
      /mtls_client_certificate is no certificate in PEM/,
    ],
    ['one that has expired', { mode: 'TEXT', value: 'hush', expires_at: '2020-01-01' }, /expired at 2020-01-01/],
  ])('%s is not', async (_name, credential, message) => {
    const { body } = await trial(credential);
    expect(body).toMatchObject({ status: 'failed', checked: null });
    expect(at(body, 'message')).toMatch(message);
  });

  test('a server that refuses says why, without the secret', async () => {
    tokenAnswer = { status: 401, body: '{"error":"invalid_client","error_description":"hush client is unknown"}' };
    const { body } = await trial(oauth());
    expect(body).toMatchObject({ status: 'failed' });
    expect(at(body, 'message')).toMatch(/cannot be used: .*401/);
  });

  test('test values are tried by themselves, where there are any', async () => {
    const { id, status, body } = await trial({ mode: 'TEXT', value: 'hush' }, { is_test: true });
    expect([status, at(body, 'errors.0.field')]).toEqual([422, 'is_test']);
    await world.create({ name: 'twin', mode: 'TEXT', value: 'hush', live_credential_id: id });
    const answer = await world.ask('POST', `/api/v1/user_credentials/${id}/test`, { body: { is_test: true } });
    expect(answer.body).toMatchObject({ status: 'usable' });
  });
});
