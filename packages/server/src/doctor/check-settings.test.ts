import { expect, test } from 'vitest';
import { diagnoseSettings } from '../settings.ts';
import { checkEgress, checkProxy, checkPublicUrl } from './check-settings.ts';

const settingsOf = (environment: Record<string, string>) => diagnoseSettings(environment).settings;

test.each([
  ['this machine only', {}, 'ok'],
  ['all interfaces without an address', { HOST: '0.0.0.0' }, 'warn'],
  ['https', { FABULA_URL: 'https://fabula.example.com' }, 'ok'],
  ['http on this machine', { FABULA_URL: 'http://localhost:8400' }, 'ok'],
  ['http elsewhere', { FABULA_URL: 'http://fabula.example.com' }, 'warn'],
  ['below a path', { FABULA_URL: 'https://example.com/fabula' }, 'fail'],
])('public address: %s', (_name, environment, verdict) => {
  expect(checkPublicUrl(settingsOf(environment)).verdict).toBe(verdict);
});

test.each([
  ['none', {}, 'ok'],
  ['https without one', { FABULA_URL: 'https://fabula.example.com' }, 'warn'],
  ['https with one', { FABULA_URL: 'https://fabula.example.com', FABULA_TRUST_PROXY: '10.0.0.7' }, 'ok'],
  ['everybody', { FABULA_TRUST_PROXY: '0.0.0.0/0' }, 'warn'],
])('proxy: %s', (_name, environment, verdict) => {
  expect(checkProxy(settingsOf(environment)).verdict).toBe(verdict);
});

test.each([
  ['the defaults', {}, 'ok'],
  ['a network', { FABULA_EGRESS_ALLOW: '10.0.0.0/8' }, 'ok'],
  ['everything', { FABULA_EGRESS_ALLOW: '0.0.0.0/0' }, 'warn'],
  [
    'everything but what matters',
    { FABULA_EGRESS_ALLOW: '0.0.0.0/0', FABULA_EGRESS_DENY: '127.0.0.0/8,169.254.0.0/16' },
    'ok',
  ],
  ['an address in a form that nobody means', { FABULA_EGRESS_ALLOW: '10.1' }, 'fail'],
])('egress: %s', (_name, environment, verdict) => {
  expect(checkEgress(settingsOf(environment)).verdict).toBe(verdict);
});
