import { expect, test } from 'vitest';
import { hashPassword, verifyPassword } from './passwords.ts';

test('only the password that was hashed is accepted', async () => {
  const hash = await hashPassword('correct horse');
  expect(hash).toMatch(/^scrypt\$15\$8\$1\$[\w-]{22}\$[\w-]{43}$/);
  expect(await verifyPassword('correct horse', hash)).toBe(true);
  expect(await verifyPassword('correct horsE', hash)).toBe(false);
  expect(await verifyPassword('', hash)).toBe(false);
});

test('two hashes of one password differ', async () => {
  expect(await hashPassword('same')).not.toBe(await hashPassword('same'));
});

test.each([null, '', 'plain', 'scrypt$15$8$1$'])('a missing or broken hash (%s) accepts nothing', async (stored) => {
  expect(await verifyPassword('anything', stored)).toBe(false);
});
