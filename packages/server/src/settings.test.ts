import { expect, test } from 'vitest';
import { diagnoseSettings, readSettings } from './settings.ts';

test('without any variable every setting has its documented default', () => {
  expect(readSettings({})).toEqual({
    ok: true,
    value: {
      host: '127.0.0.1',
      port: 8400,
      publicUrl: null,
      dataDir: './data',
      databaseUrl: null,
      encryptionKey: null,
      encryptionKeyBefore: null,
      bootstrap: { email: null, password: null, apiKey: null },
      mail: { server: null, from: null, smtpPort: null, domain: null, certificate: null },
      model: null,
      pythonWheels: null,
      egressAllow: [],
      egressDeny: [],
      tunnels: {},
      certificateAuthorities: null,
      trustProxy: [],
      logLevel: 'info',
      maxBodyBytes: 104857600,
      webhookLimitPerMinute: null,
      processes: 1,
      concurrency: 256,
      storyConcurrency: 256,
      confirmationMinutes: 15,
      syncTimeoutMs: 30_000,
      takesSyncedStories: true,
      dailyEventLimit: null,
      dailyEventLimitPerStory: null,
      diskReserveBytes: null,
      metricsToken: null,
      tracing: null,
      oidc: null,
    },
  });
});

test.each([
  [{ FABULA_CONCURRENCY: '8' }, 8],
  [{ FABULA_CONCURRENCY: '8', FABULA_STORY_CONCURRENCY: '2' }, 2],
])('with %j a story has at most %i calls on their way', (given, expected) => {
  expect(readSettings(given)).toMatchObject({ ok: true, value: { concurrency: 8, storyConcurrency: expected } });
});

test('variables are read, trimmed and split; an empty one counts as not set', () => {
  const settings = readSettings({
    PORT: ' 9000 ',
    FABULA_URL: 'https://fabula.example.com/',
    FABULA_EGRESS_ALLOW: '127.0.0.1/32, 10.0.0.0/8',
    FABULA_TUNNELS: 'office=http://user:p%40ss@10.0.0.5:3128, lab=https://lab.example.com',
    FABULA_TRUST_PROXY: 'none',
    DATABASE_URL: '',
    LOG_LEVEL: 'WARN',
    FABULA_OIDC_ISSUER: 'https://login.example.com/realm/',
    FABULA_OIDC_CLIENT_ID: 'fabula',
    FABULA_OIDC_CLIENT_SECRET: 'hush',
  });
  expect(settings).toMatchObject({
    ok: true,
    value: {
      port: 9000,
      publicUrl: 'https://fabula.example.com',
      egressAllow: ['127.0.0.1/32', '10.0.0.0/8'],
      tunnels: { office: 'http://user:p%40ss@10.0.0.5:3128', lab: 'https://lab.example.com' },
      trustProxy: [],
      databaseUrl: null,
      logLevel: 'warn',
      oidc: { issuer: 'https://login.example.com/realm/', clientId: 'fabula', clientSecret: 'hush' },
    },
  });
});

test.each([
  ['nothing', {}, null],
  ['an exporter alone', { OTEL_TRACES_EXPORTER: 'otlp' }, { endpoint: 'http://localhost:4318/v1/traces', share: 1 }],
  [
    'an address for everything',
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://c.example.com/otlp/', OTEL_TRACES_SAMPLER_ARG: '0.1' },
    { endpoint: 'https://c.example.com/otlp/v1/traces', share: 0.1, serviceName: 'fabula' },
  ],
  [
    'an address for traces, which is taken as it is',
    {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://c.example.com',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://t.example.com/in',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Basic%20YTpi, x-tenant=blue',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
      OTEL_SERVICE_NAME: 'flows',
    },
    {
      endpoint: 'https://t.example.com/in',
      headers: { authorization: 'Basic YTpi', 'x-tenant': 'blue' },
      resource: { 'deployment.environment.name': 'test' },
      serviceName: 'flows',
    },
  ],
  ['an address, but none wanted', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c', OTEL_TRACES_EXPORTER: 'none' }, null],
])('where traces go: %s', (_name, environment, expected) => {
  const settings = readSettings(environment);
  expect(settings).toMatchObject({ ok: true, value: { tracing: expected } });
});

test('a diagnosis names each variable that cannot be used or means nothing, and reads the rest', () => {
  const { settings, errors, unknown } = diagnoseSettings({
    PORT: 'eighty',
    LOG_LEVEL: 'loud',
    HOST: '0.0.0.0',
    FABULA_EGRES_ALLOW: '10.0.0.0/8',
    FABULA_STORY_CORPUS: 'somewhere',
    FABULA_OIDC_ISSUER: 'https://login.example.com',
  });
  expect(errors).toEqual([
    expect.stringMatching(/^PORT must/),
    expect.stringMatching(/^LOG_LEVEL must/),
    'FABULA_OIDC_ISSUER needs FABULA_OIDC_CLIENT_ID and FABULA_OIDC_CLIENT_SECRET beside it.',
  ]);
  expect(unknown).toEqual(['FABULA_EGRES_ALLOW']);
  expect(settings).toMatchObject({ port: 8400, logLevel: 'info', host: '0.0.0.0' });
});

test.each([
  ['PORT', 'eighty'],
  ['PORT', '70000'],
  ['FABULA_URL', 'fabula.example.com'],
  ['DATABASE_URL', 'mysql://localhost/x'],
  ['FABULA_ENCRYPTION_KEY', 'short'],
  ['FABULA_BOOTSTRAP_EMAIL', 'nobody'],
  ['FABULA_BOOTSTRAP_API_KEY', 'two words'],
  ['FABULA_EGRESS_ALLOW', '10.0.0.0/8,everything'],
  ['FABULA_EGRESS_DENY', '10.0.0.0/99'],
  ['FABULA_TUNNELS', 'office'],
  ['FABULA_TUNNELS', 'office=socks5://10.0.0.5'],
  ['FABULA_TRUST_PROXY', 'yes'],
  ['LOG_LEVEL', 'loud'],
  ['FABULA_MAX_BODY_BYTES', '-1'],
  ['FABULA_PROCESSES', '0'],
  ['FABULA_CONCURRENCY', '0'],
  ['FABULA_STORY_CONCURRENCY', '0'],
  ['FABULA_METRICS_TOKEN', 'too-short'],
  ['FABULA_METRICS_TOKEN', 'long enough but two words'],
  ['OTEL_TRACES_EXPORTER', 'zipkin'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
  ['OTEL_EXPORTER_OTLP_HEADERS', 'no equals sign'],
  ['OTEL_EXPORTER_OTLP_HEADERS', 'a=%zz'],
  ['OTEL_TRACES_SAMPLER_ARG', '2'],
  ['OTEL_TRACES_SAMPLER_ARG', 'half'],
])('%s=%s stops the start with a sentence that names the variable', (name, value) => {
  const settings = readSettings({ [name]: value });
  expect(settings.ok).toBe(false);
  if (!settings.ok) expect(settings.error).toMatch(new RegExp(`^${name} must .+\\.$`));
});

test('mail is configured by the address of a server and of a sender', () => {
  const settings = readSettings({
    FABULA_SMTP_URL: 'smtps://mail.example.com',
    FABULA_MAIL_FROM: 'Fabula <fabula@example.com>',
    FABULA_SMTP_PORT: '2525',
    FABULA_MAIL_DOMAIN: 'Mail.Example.com',
    FABULA_SMTP_CERT_FILE: 'cert.pem',
    FABULA_SMTP_KEY_FILE: 'key.pem',
  });
  expect(settings).toMatchObject({
    ok: true,
    value: {
      mail: {
        server: { host: 'mail.example.com', port: 465, isSecure: true },
        from: 'Fabula <fabula@example.com>',
        smtpPort: 2525,
        domain: 'mail.example.com',
        certificate: { certFile: 'cert.pem', keyFile: 'key.pem' },
      },
    },
  });
  expect(readSettings({ FABULA_SMTP_URL: 'mail.example.com' })).toMatchObject({
    ok: false,
    error: 'FABULA_SMTP_URL must be an address such as smtp://user:password@mail.example.com:587.',
  });
  expect(readSettings({ FABULA_MAIL_FROM: 'nobody' }).ok).toBe(false);
});
