import { randomBytes } from 'node:crypto';
import { asId, type CredentialId, type TeamId } from '@fabula/model';
import { expect, test } from 'vitest';
import { CannotOpen, createVault, readKey } from './vault.ts';

const first = randomBytes(32);
const vault = createVault([first]);
const one = asId<CredentialId>(1);
const two = asId<CredentialId>(2);
const team = asId<TeamId>(7);

test('what is sealed opens again, and shows nothing', () => {
  const key = vault.newDataKey(one, team);
  const sealed = vault.seal(key, 'value', 'a secret with ü');
  expect(sealed.includes('secret')).toBe(false);
  expect(vault.open(key, 'value', sealed)).toBe('a secret with ü');
  expect(vault.seal(key, 'value', 'a secret with ü')).not.toEqual(sealed);
});

test('it opens in its own place only', () => {
  const key = vault.newDataKey(one, team);
  const sealed = vault.seal(key, 'value', 'secret');
  expect(() => vault.open(key, 'other', sealed)).toThrow(CannotOpen);
  // the row of another credential, with the stolen data key beside it
  expect(() => vault.open({ ...key, id: two }, 'value', sealed)).toThrow(CannotOpen);
  expect(() => vault.open({ ...key, teamId: asId<TeamId>(8) }, 'value', sealed)).toThrow(CannotOpen);
  expect(() => vault.open(vault.newDataKey(one, team), 'value', sealed)).toThrow(CannotOpen);
});

test.each([0, 1, 5, 13, 20, 40])('a changed byte at %i is noticed', (at) => {
  const key = vault.newDataKey(one, team);
  const sealed = vault.seal(key, 'value', 'a secret that is long enough');
  sealed[at] = (sealed[at] ?? 0) ^ 1;
  expect(() => vault.open(key, 'value', sealed)).toThrow(CannotOpen);
});

test('the key of the installation can be replaced', () => {
  const key = vault.newDataKey(one, team);
  const sealed = vault.seal(key, 'value', 'secret');
  const second = randomBytes(32);
  const both = createVault([second, first]);
  expect(both.open(key, 'value', sealed)).toBe('secret');
  const resealed = both.reseal(key);
  expect(resealed.keyId).toBe(both.keyId);
  expect(createVault([second]).open(resealed, 'value', sealed)).toBe('secret');
  expect(() => createVault([second]).open(key, 'value', sealed)).toThrow('another encryption key');
});

test('keys are written as base64 or as hex digits', () => {
  expect(readKey(` ${first.toString('base64')}\n`)).toEqual(first);
  expect(readKey(first.toString('base64url'))).toEqual(first);
  expect(readKey(first.toString('hex'))).toEqual(first);
  expect(readKey('')).toBeNull();
  expect(readKey('short')).toBeNull();
});
