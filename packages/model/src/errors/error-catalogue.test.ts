import { expect, test } from 'vitest';
import { problem, toErrorBody } from './api-failure.ts';
import { type ErrorEntry, errorCatalogue, retiredErrorCodes } from './error-catalogue.ts';

const entries: [string, ErrorEntry][] = Object.entries(errorCatalogue);

test('the catalogue has 64 codes; a code that goes is retired, not forgotten', () => {
  expect(entries.length + retiredErrorCodes.length).toBe(65);
});

test.each(entries)('%s is lower-case words with a client or server status and a message', (code, entry) => {
  expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
  expect(entry.status).toBeGreaterThanOrEqual(400);
  expect(entry.status).toBeLessThan(600);
  expect(entry.message).not.toMatch(/[.!]$/);
  expect(entry.turn === 'user').toBe(entry.status < 500);
});

test('no retired code is in use', () => {
  expect(retiredErrorCodes.filter((code) => code in errorCatalogue)).toEqual([]);
});

test('an error body has the documented shape, with the code and the field added', () => {
  expect(toErrorBody([problem('invalid_parameter', 'name must be text', 'name'), problem('not_found')])).toEqual({
    errors: [
      { message: 'Validation error', details: 'name must be text', code: 'invalid_parameter', field: 'name' },
      {
        message: 'There is nothing at this address',
        details: 'There is nothing at this address.',
        code: 'not_found',
        field: null,
      },
    ],
  });
});
