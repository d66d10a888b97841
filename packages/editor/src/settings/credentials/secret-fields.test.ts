import { createCredentialInput, credentialModes } from '@fabula/model';
import { describe, expect, test } from 'vitest';
import { initialValues, secretInput, shownFields } from './secret-fields.ts';

describe('what a credential is made of', () => {
  test.each(credentialModes)('a new one of mode %s sends only what the API knows', (mode) => {
    const filled = Object.fromEntries(
      Object.entries(initialValues(mode)).map(([name, value]) => [
        name,
        value || (name.endsWith('url') ? 'https://a.example' : '7'),
      ]),
    );
    const input = { name: 'x', mode, team_id: 1, ...secretInput(mode, filled, true) };
    const known = createCredentialInput.parse(input);
    expect(Object.keys(input).filter((key) => !(key in known))).toEqual([]);
  });

  test('of one that is there nothing is sent but what was written', () => {
    expect(secretInput('OAUTH', { oauth_client_secret: 'new' }, false)).toEqual({ oauth_client_secret: 'new' });
    expect(secretInput('TEXT', { value: '' }, false)).toEqual({});
    expect(secretInput('MULTI_REQUEST', { http_request_ttl: '60' }, false)).toEqual({ http_request_ttl: '60' });
  });

  test('two requests travel as a list, each with its secret', () => {
    const values = { first_options: '{"url":"a"}', second_options: '{"url":"b"}', second_secret: 's' };
    expect(secretInput('MULTI_REQUEST', values, false)).toEqual({
      credential_requests: [{ options: '{"url":"a"}' }, { options: '{"url":"b"}', http_request_secret: 's' }],
    });
  });

  test('fields appear when they matter', () => {
    const names = (type: string) => shownFields('AWS', { aws_authentication_type: type }).map(({ name }) => name);
    expect(names('ROLE')).toContain('aws_assumed_role_arn');
    expect(names('KEY')).not.toContain('aws_assumed_role_arn');
    expect(names('INSTANCE_PROFILE')).toEqual(['aws_authentication_type']);
  });
});
