import { expect, test } from 'vitest';
import { createLogger } from './logger.ts';

test('of an error its kind, code, message and causes are told, and not what the database quotes', () => {
  const lines: string[] = [];
  const log = createLogger({ logLevel: 'info' }, { write: (line: string) => lines.push(line) });
  const refused = Object.assign(new Error('invalid input syntax for type json', { cause: new TypeError('deeper') }), {
    code: '22P02',
    detail: 'Token "s3cret" is invalid.',
    where: 'JSON data, line 1: {"password":"s3cret"',
  });
  log.error({ err: refused }, 'a request failed');
  const line = JSON.parse(lines[0] ?? '');
  expect(line).toMatchObject({
    level: 'error',
    msg: 'a request failed',
    err: { type: 'Error', code: '22P02', message: 'invalid input syntax for type json', cause: { message: 'deeper' } },
  });
  expect(line.err.stack).toContain('logger.test.ts');
  expect(lines[0]).not.toContain('s3cret');
});
