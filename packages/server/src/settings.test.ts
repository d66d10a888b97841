import { expect, test } from 'vitest';
import { readSettings } from './settings.ts';

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
      bootstrap: { email: null, password: null, apiKey: null },
      egressAllow: [],
      egressDeny: [],
      trustProxy: [],
      logLevel: 'info',
      maxBodyBytes: 104857600,
      webhookLimitPerMinute: null,
      processes: 1,
      concurrency: 256,
      dailyEventLimit: null,
      dailyEventLimitPerStory: null,
      diskReserveBytes: null,
      metricsToken: null,
      tracing: null,
      ignored: [],
    },
  });
});

test('variables are read, trimmed and split; an empty one counts as not set', () => {
  const settings = readSettings({
    PORT: ' 9000 ',
    FABULA_URL: 'https://fabula.example.com/',
    FABULA_EGRESS_ALLOW: '127.0.0.1/32, 10.0.0.0/8',
    FABULA_TRUST_PROXY: 'none',
    DATABASE_URL: '',
    LOG_LEVEL: 'WARN',
    FABULA_SMTP_URL: 'smtp://mail.example.com',
  });
  expect(settings).toMatchObject({
    ok: true,
    value: {
      port: 9000,
      publicUrl: 'https://fabula.example.com',
      egressAllow: ['127.0.0.1/32', '10.0.0.0/8'],
      trustProxy: [],
      databaseUrl: null,
      logLevel: 'warn',
      ignored: ['FABULA_SMTP_URL'],
    },
  });
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
  ['FABULA_TRUST_PROXY', 'yes'],
  ['LOG_LEVEL', 'loud'],
  ['FABULA_MAX_BODY_BYTES', '-1'],
  ['FABULA_PROCESSES', '0'],
  ['FABULA_CONCURRENCY', '0'],
])('%s=%s stops the start with a sentence that names the variable', (name, value) => {
  const settings = readSettings({ [name]: value });
  expect(settings.ok).toBe(false);
  if (!settings.ok) expect(settings.error).toMatch(new RegExp(`^${name} must .+\\.$`));
});
