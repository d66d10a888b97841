import { expect, it, test } from 'vitest';
import { isHostAllowed, readHostPattern } from './allowed-hosts.ts';

it.each<[string, readonly string[], boolean]>([
  ['api.example.com', [], true],
  ['api.example.com', ['api.example.com'], true],
  ['API.example.com', ['api.example.com'], true],
  ['api.example.com:8443', ['api.example.com'], true],
  ['api.example.com', ['*.example.com'], true],
  ['a.b.example.com', ['*.example.com'], true],
  ['example.com', ['*.example.com'], false],
  ['badexample.com', ['*.example.com', 'example.com'], false],
  ['example.com.evil.org', ['example.com', '*.example.com'], false],
  ['anything', ['*'], true],
  ['eu-1.example.com', ['eu-*.example.com'], true],
  ['example.com:8443', ['example.com:8443'], true],
  ['example.com:443', ['example.com:8443'], false],
  ['example.com', ['example.com:8443'], false],
  ['[::1]:80', ['[::1]'], true],
  ['apixexample.com', ['api.example.com'], false],
])('%s with %j: %s', (host, patterns, isAllowed) => expect(isHostAllowed(patterns, host)).toBe(isAllowed));

test.each([
  ['https://API.example.com/v1?x', 'api.example.com'],
  [' *.example.com ', '*.example.com'],
  ['localhost:8080', 'localhost:8080'],
  ['', null],
  ['a b', null],
  ['ftp://example.com', null],
  ['user@example.com', null],
])('%j is kept as %j', (text, kept) => expect(readHostPattern(text)).toBe(kept));
