import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:net';
import type { OutgoingRequest } from '@fabula/engine';
import { jwtVerify } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createOutgoing } from '../outgoing/create-outgoing.ts';
import { oneDatabase, until } from '../testing/fabula.test-kit.ts';
import { ShiftedClock } from '../testing/shifted-clock.test-kit.ts';
import type { TestStory } from '../testing/story.test-kit.ts';
import { type Arrived, echo, type Outside, type OutsideAnswer, startOutside } from './outside.test-kit.ts';
import { verifyAwsSignature } from './verify-aws-signature.test-kit.ts';
import { type CredentialWorld, httpRequest, messages, startCredentialWorld, transform } from './world.test-kit.ts';

describe.each(oneDatabase)('credentials in stories (%s)', (kind) => {
  let world: CredentialWorld;
  let outside: Outside;
  const clock = new ShiftedClock();
  const sent: OutgoingRequest[] = [];
  let answer: (request: Arrived) => OutsideAnswer = echo;
  const outgoing = createOutgoing({ allow: ['127.0.0.0/8'], deny: [] });

  beforeAll(async () => {
    outside = await startOutside((request) => answer(request));
    world = await startCredentialWorld(
      kind,
      {},
      {
        clock,
        outgoing: {
          send: (request, signal) => {
            sent.push(request);
            return outgoing.send(request, signal);
          },
        },
      },
    );
  });
  beforeEach(() => {
    outside.arrived.length = 0;
    sent.length = 0;
    answer = echo;
  });
  afterAll(async () => {
    await world.drop();
    await outgoing.close();
    await outside.close();
  });

  const calls = () => outside.arrived.filter(({ path }) => path.startsWith('/call'));
  const tokenCalls = () => outside.arrived.filter(({ path }) => path.startsWith('/token'));
  const sender = (slug: string) =>
    httpRequest('Send', {
      url: `${outside.url}/call`,
      headers: { authorization: `=CREDENTIAL.${slug}` },
      payload: { a: 'ü' },
    });

  async function errorsOf(story: TestStory, name = 'Send'): Promise<string> {
    const logs = await until(async () => {
      const found = await story.logs(name);
      return found.length > 0 && found;
    });
    return messages(logs);
  }

  describe('JWT', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const pem = (key: typeof rsa) => key.export({ type: 'pkcs8', format: 'pem' }).toString();

    test.each([
      ['RS256', pem(rsa), createPublicKey(rsa)],
      ['RS512', pem(rsa), createPublicKey(rsa)],
      ['ES256', pem(ec), createPublicKey(ec)],
      ['HS256', 'a shared secret', Buffer.from('a shared secret')],
    ] as const)('%s: signed when it is used, with the times of that moment', async (algorithm, key, check) => {
      const slug = `jwt_${algorithm.toLowerCase()}`;
      await world.create({
        name: slug,
        mode: 'JWT',
        jwt_algorithm: algorithm,
        jwt_payload: { iss: 'fabula', scopes: ['a'] },
        jwt_auto_generate_time_claims: 'true',
        jwt_private_key: key,
      });
      const story = await world.story(slug, [sender(slug)]);
      await world.call(slug);
      await story.eventsOf('Send', 1);
      const token = calls()[0]?.headers.authorization ?? '';
      const { payload, protectedHeader } = await jwtVerify(token, check, { currentDate: new Date(clock.now()) });
      expect(protectedHeader.alg).toBe(algorithm);
      expect(payload).toMatchObject({ iss: 'fabula', scopes: ['a'] });
      expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3_600);
      expect(Math.abs((payload.iat ?? 0) - clock.now() / 1_000)).toBeLessThan(60);
    });

    test('a key that does not fit makes the reading fail, and is not told', async () => {
      const mode = { mode: 'JWT', jwt_algorithm: 'RS256', jwt_payload: {}, jwt_auto_generate_time_claims: false };
      await world.create({ name: 'bad jwt', ...mode, jwt_private_key: 'not a key at all' });
      const story = await world.story('bad_jwt', [sender('bad_jwt')]);
      await world.call('bad_jwt');
      const errors = await errorsOf(story);
      expect(errors).toContain('The credential "bad jwt" cannot be signed');
      expect(errors).not.toContain('not a key at all');
    });
  });

  describe('tokens of HTTP requests', () => {
    const request = (more: Readonly<Record<string, unknown>> = {}) => ({
      url: `${outside.url}/token`,
      method: 'post',
      content_type: 'json',
      payload: { password: '<<secret>>' },
      ...more,
    });

    test('are fetched with the secret, found by a formula, and used until their time is over', async () => {
      let issued = 0;
      answer = (arrived) =>
        arrived.path === '/token' ? { body: { deep: [{ value: `token-${++issued}` }] } } : echo(arrived);
      await world.create({
        name: 'token with ttl',
        mode: 'HTTP_REQUEST_AGENT',
        http_request_options: request(),
        http_request_location_of_token: '\\=response.body.deep[0].value',
        http_request_secret: 'open sesame',
        http_request_ttl: 100,
      });
      const story = await world.story('token_with_ttl', [sender('token_with_ttl')]);
      for (const count of [1, 2]) {
        await world.call('token_with_ttl');
        await story.eventsOf('Send', count);
      }
      expect(tokenCalls().map(({ body }) => body)).toEqual(['{"password":"open sesame"}']);
      clock.forward(95_000);
      await world.call('token_with_ttl');
      await story.eventsOf('Send', 3);
      expect(calls().map(({ headers }) => headers.authorization)).toEqual(['token-1', 'token-1', 'token-2']);
    });

    test('two requests in order, the second sees the answer of the first', async () => {
      answer = (arrived) => {
        if (arrived.path === '/token/session') return { body: { session: 'S1' } };
        return arrived.path === '/token/final' ? { body: { token: `for ${arrived.body}` } } : echo(arrived);
      };
      await world.create({
        name: 'two steps',
        mode: 'MULTI_REQUEST',
        credential_requests: [
          { options: request({ url: `${outside.url}/token/session` }), http_request_secret: 'one' },
          {
            options: request({
              url: `${outside.url}/token/final`,
              payload: { session: '=response.body.session', key: '<<secret>>' },
            }),
            http_request_secret: 'two',
          },
        ],
        http_request_location_of_token: '=response.body.token',
      });
      const story = await world.story('two_steps', [sender('two_steps')]);
      await world.call('two_steps');
      await story.eventsOf('Send', 1);
      expect(tokenCalls().map(({ body }) => body)).toEqual(['{"password":"one"}', '{"session":"S1","key":"two"}']);
      expect(calls()[0]?.headers.authorization).toBe('for {"session":"S1","key":"two"}');
    });

    test.each<[string, OutsideAnswer, string]>([
      ['refused', { status: 403, body: {} }, '403'],
      ['without a token', { body: {} }, 'there is no token where http_request_location_of_token looks for it'],
    ])('a request that is %s makes the reading fail', async (name, given, reason) => {
      answer = (arrived) => (arrived.path === '/token' ? given : echo(arrived));
      const slug = name.replaceAll(' ', '_');
      await world.create({
        name,
        mode: 'HTTP_REQUEST_AGENT',
        http_request_options: request(),
        http_request_location_of_token: '=response.body.token',
      });
      const story = await world.story(slug, [sender(slug)]);
      await world.call(slug);
      expect(await errorsOf(story)).toMatch(new RegExp(`The credential "${name}" cannot be used: .*${reason}`));
      expect(calls()).toHaveLength(0);
    });
  });

  describe('AWS', () => {
    const secret = 'aws secret/key+1';
    const metadata = { aws_region: 'home', aws_service: 's3' };

    test('a request is signed as a store that speaks S3 checks it', async () => {
      await world.create({
        name: 's3',
        mode: 'AWS',
        aws_authentication_type: 'KEY',
        aws_access_key: 'AKIAEXAMPLE',
        aws_secret_key: secret,
        metadata,
      });
      const verdicts: (string | null)[] = [];
      answer = (arrived) => {
        verdicts.push(verifyAwsSignature(arrived, secret));
        return echo(arrived);
      };
      const story = await world.story('s3', [
        sender('s3'),
        httpRequest(
          'List',
          {
            method: 'get',
            url: `${outside.url}/call/a%20b?list-type=2`,
            payload: { prefix: 'ü/x', use: '=CREDENTIAL.s3' },
          },
          'Hook',
        ),
      ]);
      await world.call('s3');
      await story.eventsOf('Send', 1);
      await story.eventsOf('List', 1);
      expect(verdicts).toEqual([null, null]);
      expect(calls().map(({ path }) => path)).toContain('/call/a%20b?list-type=2&prefix=%C3%BC%2Fx');
      expect(JSON.stringify(outside.arrived)).not.toContain('aws-signature-of-credential');
    });

    test('a role is assumed with its external id, and its keys are kept', async () => {
      const verdicts: (string | null)[] = [];
      answer = (arrived) => {
        if (!arrived.path.startsWith('/sts')) {
          verdicts.push(verifyAwsSignature(arrived, 'session/secret'));
          return echo(arrived);
        }
        verdicts.push(verifyAwsSignature(arrived, secret));
        const Credentials = {
          AccessKeyId: 'ASIASESSION',
          SecretAccessKey: 'session/secret',
          SessionToken: 'session token',
          Expiration: clock.now() / 1_000 + 900,
        };
        return { body: { AssumeRoleResponse: { AssumeRoleResult: { Credentials } } } };
      };
      const created = await world.create({
        name: 'role',
        mode: 'AWS',
        aws_authentication_type: 'ROLE',
        aws_access_key: 'AKIAEXAMPLE',
        aws_secret_key: secret,
        aws_assumed_role_arn: 'arn:aws:iam::1:role/x',
        metadata: { ...metadata, aws_sts_endpoint: `${outside.url}/sts` },
      });
      const story = await world.story('role', [sender('role')]);
      for (const count of [1, 2]) {
        await world.call('role');
        await story.eventsOf('Send', count);
      }
      expect(verdicts).toEqual([null, null, null]);
      const [asked, ...more] = outside.arrived.filter(({ path }) => path === '/sts');
      expect(more).toEqual([]);
      expect(Object.fromEntries(new URLSearchParams(asked?.body))).toMatchObject({
        Action: 'AssumeRole',
        RoleArn: 'arn:aws:iam::1:role/x',
        ExternalId: (created as { aws_assumed_role_external_id: string }).aws_assumed_role_external_id,
      });
      expect(calls()[0]?.headers['x-amz-security-token']).toBe('session token');
      expect(JSON.stringify(await story.events('Send'))).not.toContain('session token');
    });

    test("the machine's own keys are asked for where somebody allows it", async () => {
      answer = (arrived) => {
        if (arrived.path === '/latest/api/token') return { body: 'pass' };
        if (arrived.headers['x-aws-ec2-metadata-token'] !== 'pass' && !arrived.path.startsWith('/call'))
          return { status: 401 };
        if (arrived.path.endsWith('/security-credentials/')) return { body: 'the-role\n' };
        if (arrived.path.endsWith('/the-role')) {
          return {
            body: { AccessKeyId: 'ASIA', SecretAccessKey: 'machine', Token: 't', Expiration: '2036-01-01T00:00:00Z' },
          };
        }
        return { headers: { 'content-type': 'text/plain' }, body: verifyAwsSignature(arrived, 'machine') ?? 'right' };
      };
      const parameters = { mode: 'AWS', aws_authentication_type: 'INSTANCE_PROFILE' };
      await world.create({
        name: 'machine',
        ...parameters,
        metadata: { ...metadata, aws_metadata_endpoint: outside.url },
      });
      await world.create({ name: 'closed', ...parameters, metadata });
      const story = await world.story('machine', [sender('machine'), { ...sender('closed'), name: 'Closed' }]);
      await world.call('machine');
      expect((await story.eventsOf('Send', 1))[0]).toMatchObject({ status: 200, body: 'right' });
      // the address of the metadata service is refused by the rules of this installation
      expect(await errorsOf(story, 'Closed')).toContain('the metadata service of this machine cannot be asked');
    });
  });

  test('MTLS: the certificate goes with the request, and what stands for it does not', async () => {
    await world.create({
      name: 'mutual',
      mode: 'MTLS',
      mtls_client_certificate: 'CERT',
      mtls_client_private_key: 'KEY OF THE CLIENT',
      mtls_root_certificate: 'ROOT',
    });
    const story = await world.story('mutual', [
      httpRequest('Send', { url: `${outside.url}/call`, headers: { 'x-certificate': '=CREDENTIAL.mutual' } }),
    ]);
    await world.call('mutual');
    await until(async () => sent.length > 0);
    expect(sent[0]?.clientCertificate).toEqual({
      certificate: 'CERT',
      privateKey: 'KEY OF THE CLIENT',
      authority: 'ROOT',
    });
    expect(sent[0]?.headers.map(([name]) => name.toLowerCase())).not.toContain('x-certificate');
    await until(async () => (await story.events('Send')).length + (await story.logs('Send')).length > 0);
  });

  describe('hosts', () => {
    test('a credential goes to its hosts only, redirects included', async () => {
      const elsewhere = await startOutside();
      answer = (arrived) =>
        arrived.path === '/call/away'
          ? { status: 307, headers: { location: `${elsewhere.url}/stolen` } }
          : echo(arrived);
      await world.create({ name: 'bound', mode: 'TEXT', value: 'for one host', allowed_hosts: [outside.host] });
      const to = (name: string, url: string) =>
        httpRequest(name, { url, headers: { authorization: '=CREDENTIAL.bound' } });
      const story = await world.story('bound', [
        to('Send', `${outside.url}/call`),
        to('Elsewhere', `${elsewhere.url}/x`),
        to('Away', `${outside.url}/call/away`),
        httpRequest('Free', { url: `${elsewhere.url}/free`, headers: { 'x-info': '=INFO.credential.bound.name' } }),
      ]);
      await world.call('bound');
      await story.eventsOf('Send', 1);
      await story.eventsOf('Free', 1);
      for (const name of ['Elsewhere', 'Away']) {
        await until(async () => (await story.logs(name)).length > 0 || (await story.events(name)).length > 0);
      }
      expect(await errorsOf(story, 'Elsewhere')).toContain(
        `The credential "bound" may not be sent to ${elsewhere.host}`,
      );
      expect(elsewhere.arrived.map(({ path, headers }) => [path, headers['x-info']])).toEqual([['/free', 'bound']]);
      await elsewhere.close();
    });
  });

  describe('names', () => {
    test('an unknown one is empty; one that is computed finds its credential', async () => {
      await world.create({ name: 'Computed name', mode: 'TEXT', value: 'computed-secret' });
      const story = await world.story('names', [
        transform('Unknown', { value: '=CREDENTIAL.nobody_made_it' }),
        httpRequest('Send', {
          url: `${outside.url}/call`,
          headers: { authorization: '=CREDENTIAL["computed" & "_name"]' },
        }),
        httpRequest('Old', {
          url: `${outside.url}/call`,
          headers: { authorization: '{% credential Computed name %}' },
        }),
      ]);
      await world.call('names');
      expect(await story.eventsOf('Unknown', 1)).toEqual([{ value: null }]);
      expect(messages(await story.logs('Unknown', 2))).toContain('There is no credential nobody_made_it');
      await story.eventsOf('Send', 1);
      await story.eventsOf('Old', 1);
      expect(calls().map(({ headers }) => headers.authorization)).toEqual(['computed-secret', 'computed-secret']);
      expect(JSON.stringify(await story.events('Send'))).not.toContain('computed-secret');
    });

    test('what is shared by another team is found, the own one first', async () => {
      const red = await world.addTeam('Red');
      const shared = { mode: 'TEXT', team_id: red.id, read_access: 'GLOBAL' };
      await world.create({ ...shared, name: 'both', value: 'of red' });
      await world.create({ ...shared, name: 'lent', value: 'lent by red' });
      await world.create({ ...shared, name: 'private', value: 'private of red', read_access: 'TEAM' });
      await world.create({ mode: 'TEXT', name: 'both', value: 'our own' });
      const story = await world.story('shared', [
        httpRequest('Send', {
          url: `${outside.url}/call`,
          headers: { both: '=CREDENTIAL.both', lent: '=CREDENTIAL.lent', private: '=TYPE(CREDENTIAL.private)' },
        }),
      ]);
      await world.call('shared');
      await story.eventsOf('Send', 1);
      expect(calls()[0]?.headers).toMatchObject({ both: 'our own', lent: 'lent by red', private: 'NilClass' });
    });

    test('what is known of it can be read beside it', async () => {
      await world.create({ name: 'Known', mode: 'TEXT', value: 'hidden-value', metadata: { user: 'ada', n: 1 } });
      const story = await world.story('known', [
        transform('Show', { name: '=INFO.credential.known.name', user: '<<INFO.credential.known.metadata.user>>' }),
      ]);
      await world.call('known');
      expect(await story.eventsOf('Show', 1)).toEqual([{ name: 'Known', user: 'ada' }]);
    });
  });

  test('one that has expired is not read', async () => {
    await world.create({ name: 'old', mode: 'TEXT', value: 'v-a-l-u-e', expires_at: '2020-01-01T00:00:00Z' });
    const story = await world.story('old', [sender('old')]);
    await world.call('old');
    expect(await errorsOf(story)).toContain('The credential "old" expired at 2020-01-01T00:00:00.000Z');
    expect(calls()).toHaveLength(0);
  });

  test('what waits keeps no secret where people look', async () => {
    await world.create({ name: 'slow', mode: 'TEXT', value: 'slow-secret-value' });
    const story = await world.story('slow', [
      {
        type: 'Agents::EventTransformationAgent',
        name: 'Wait',
        after: 'Hook',
        options: { mode: 'delay', seconds: 3_600, payload: { a: '=CREDENTIAL.slow' } },
      },
      transform('Later', { all: '=wait' }, 'Wait'),
    ]);
    await world.call('slow');
    const { kysely } = world.fabula.database;
    await until(async () => {
      const { dueAt } = await kysely
        .selectFrom('delivery')
        .where('action_id', '=', story.action('Wait'))
        .select(({ fn }) => fn.max('due_at').as('dueAt'))
        .executeTakeFirstOrThrow();
      return dueAt !== null && dueAt.getTime() > clock.now() + 60_000;
    });
    clock.forward(3_700_000);
    world.fabula.engine.wake();
    const events = [await story.eventsOf('Wait', 1), await story.eventsOf('Later', 1)];
    expect(JSON.stringify(events)).not.toContain('slow-secret-value');
  });

  test('a webhook that answers with a credential tells none', async () => {
    await world.create({ name: 'told', mode: 'TEXT', value: 'told-secret-value' });
    const story = await world.story('told', []);
    await story.change('Hook', {
      options: { path: 'told', access_control: 'public', response: 'it is <<CREDENTIAL.told>>', verbs: 'get,post' },
    });
    const said = await world.ask('POST', '/webhook/told', { key: null, body: {} });
    expect(said.text).toBe('it is ********');
  });

  test('a token server that never answers holds up nobody else', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : 0;
    await world.create({
      name: 'silent',
      mode: 'OAUTH',
      oauth_token_url: `http://127.0.0.1:${port}/token`,
      oauth_client_id: 'c',
      oauth_client_secret: 's-e-c-r-e-t',
      oauth_scope: '',
      oauth_grant_type: 'client_credentials',
    });
    const story = await world.story('silent', [sender('silent'), transform('Other', { a: 1 })]);
    await world.call('silent');
    await story.eventsOf('Other', 1);
    clock.forward(31_000);
    silent.close();
  });
});
