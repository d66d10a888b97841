import { expect, test } from 'vitest';
import { UsageError } from '../cli/streams.ts';
import { readTortureOptions } from './options.ts';

const url = 'postgres://server/database';

test('without options: twenty kills of one process, with dice of its own', () => {
  const options = readTortureOptions({}, undefined, null);
  expect(options).toMatchObject({ kills: 20, processes: 1, databaseUrl: null, ownPostgres: null, isJson: false });
  expect(Number.isInteger(options.seed)).toBe(true);
});

test('what is given is taken', () => {
  const words = { kills: '100', processes: '3', 'seconds-between': '0.5', seed: '7', json: true, keep: true };
  expect(readTortureOptions(words, undefined, url)).toEqual({
    kills: 100,
    processes: 3,
    secondsBetween: 0.5,
    seed: 7,
    isJson: true,
    keeps: true,
    databaseUrl: url,
    ownPostgres: null,
  });
});

test('a PostgreSQL of its own goes before that of DATABASE_URL', () => {
  const words = { 'own-postgres': true, processes: '2' };
  expect(readTortureOptions(words, '/opt/pg/bin', url)).toMatchObject({
    databaseUrl: null,
    ownPostgres: { binaries: '/opt/pg/bin' },
  });
});

test.each([
  ['no kills at all', { kills: '0' }, undefined, '--kills'],
  ['kills that are no number', { kills: 'many' }, undefined, '--kills'],
  ['a pause that is no number', { 'seconds-between': '1s' }, undefined, '--seconds-between'],
  ['a seed beyond its range', { seed: '9999999999' }, undefined, '--seed'],
  ['several processes on the embedded database', { processes: '2' }, undefined, 'DATABASE_URL'],
  ['a folder without a PostgreSQL of its own', {}, 'folder', '"folder"'],
])('%s: the option is named', (_, words, folder, named) => {
  expect(() => readTortureOptions(words, folder, null)).toThrow(UsageError);
  expect(() => readTortureOptions(words, folder, null)).toThrow(named);
});
