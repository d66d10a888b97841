import { stringifyJson } from '@fabula/formula';
import { expect, test } from 'vitest';
import { readCurl } from './curl.ts';

const url = 'https://api.example.com/v1';
/** Whatever the order of the keys. */
const plain = (text: string) => {
  const read = readCurl(text);
  return read === null ? null : JSON.parse(stringifyJson(read.options));
};

test.each<[string, string, unknown]>([
  ['an address', `curl ${url}`, { url, method: 'get' }],
  ['an address without its scheme', 'curl example.com', { url: 'http://example.com', method: 'get' }],
  ['a prompt before it', `$ curl ${url}`, { url, method: 'get' }],
  ['a method', `curl -X DELETE ${url}`, { url, method: 'delete' }],
  ['options joined together', `curl -sSLXPUT ${url}`, { url, method: 'put' }],
  [
    'headers',
    `curl -H 'Accept: a' --header="X-B: c: d" ${url}`,
    { url, method: 'get', headers: { Accept: 'a', 'X-B': 'c: d' } },
  ],
  [
    'JSON',
    `curl ${url} \\\n  -H "Content-Type: application/json" \\\n  -d '{"a": 1, "b": "it"}'`,
    { url, method: 'post', content_type: 'application_json', payload: { a: 1, b: 'it' } },
  ],
  [
    '--json',
    `curl --json '{"a":1}' ${url}`,
    { url, method: 'post', content_type: 'application_json', payload: { a: 1 } },
  ],
  [
    'a form',
    `curl ${url} -d a=1 --data-urlencode 'b=x y&z'`,
    { url, method: 'post', content_type: 'form', payload: { a: '1', b: 'x y&z' } },
  ],
  [
    'parts of a form',
    `curl -F a=1 -F 'b=two words' ${url}`,
    { url, method: 'post', content_type: 'data', payload: { a: '1', b: 'two words' } },
  ],
  ['a query made of data', `curl -G ${url}?x=0 -d a=1`, { url: `${url}?x=0&a=1`, method: 'get' }],
  [
    'a text',
    `curl ${url} -H 'Content-Type: text/xml' --data-raw '<a>&amp;</a>'`,
    { url, method: 'post', payload: '<a>&amp;</a>', headers: { 'Content-Type': 'text/xml' } },
  ],
  ['a user', `curl -u ada:p:w ${url}`, { url, method: 'get', basic_auth: ['ada', 'p:w'] }],
  [
    'cookies and agent',
    `curl -b 'a=b' -A me ${url}`,
    { url, method: 'get', headers: { Cookie: 'a=b', 'User-Agent': 'me' } },
  ],
  ['an address with &', `curl '${url}?a=1&b=2'`, { url: `${url}?a=1&b=2`, method: 'get' }],
  ['an address with & and no quotes', `curl ${url}?a=1&b=2`, { url: `${url}?a=1&b=2`, method: 'get' }],
  ["a shell's escapes", `curl ${url} -H $'X-A: it\\'s\\u0021'`, { url, method: 'get', headers: { 'X-A': "it's!" } }],
  ['only the first command', `curl ${url} | jq .`, { url, method: 'get' }],
])('reads %s', (_, command, options) => {
  expect(plain(command)).toEqual(options);
});

test.each([['wget x'], ['curl'], ['curl -X POST'], [`curl '${url}`], ['curly example.com']])(
  '%s is no request',
  (text) => {
    expect(readCurl(text)).toBeNull();
  },
);

test('says what it could not take along', () => {
  expect(readCurl(`curl --cert a.pem -d @file ${url}`)?.ignored).toEqual(['--cert a.pem', '-d @file']);
});

test('keeps the digits of JSON', () => {
  const read = readCurl(`curl ${url} -d '{"id":9007199254740993}'`);
  expect(stringifyJson(read?.options ?? null)).toContain('9007199254740993');
});
