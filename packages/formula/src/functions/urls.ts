/** Functions that take URLs apart. */
import { parse as parseDomain } from 'tldts';
import { makeObject, type Value } from '../value/value.ts';
import { flag, text } from './arguments.ts';
import type { FunctionDefinition } from './definition.ts';
import { decodePercent } from './encoding/percent.ts';
import { parseIpAddress } from './ip/ip-address.ts';
import { keyword, required, withDocs } from './parameters.ts';
import examples from './urls.examples.json' with { type: 'json' };
import notes from './urls.notes.json' with { type: 'json' };

const maxLength = 100_000;
const url = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#([\s\S]*))?$/;
const authority = /^(?:[^@]*@)?(\[[^\]]*\]|[^:]*)(?::(\d{0,5}))?$/;
const usualPorts: ReadonlyMap<string, number> = new Map([
  ['http', 80],
  ['https', 443],
  ['ws', 80],
  ['wss', 443],
  ['ftp', 21],
  ['ssh', 22],
  ['ldap', 389],
  ['ldaps', 636],
]);

export const urlFunctions: readonly FunctionDefinition[] = withDocs({ examples, notes }, [
  {
    name: 'PARSE_URL',
    category: 'Data Parsing/Conversion',
    summary: 'Takes a URL apart into scheme, host, path, port, query, fragment, domain and top-level domain.',
    parameters: [
      required('text', 'text'),
      keyword(
        'include_public_suffix_domains',
        'boolean',
        'FALSE',
        'TRUE: domains under which others register names, such as amazonaws.com, count as domains',
      ),
    ],
    returns: 'object',
    call: (args, context) => {
      const given = text(args, context, 'text').trim();
      context.spend(50);
      const parts = given.length > maxLength || /\s/.test(given) ? null : url.exec(given);
      const place = authority.exec(parts?.[2] ?? '');
      if (parts === null || place === null) return context.fail(`"${given.slice(0, 60)}" is not a URL`);
      const scheme = parts[1]?.toLowerCase() ?? null;
      const host = place[1] === undefined || place[1] === '' ? null : place[1].toLowerCase();
      const port =
        place[2] === undefined || place[2] === '' ? (usualPorts.get(scheme ?? '') ?? null) : Number(place[2]);
      return makeObject([
        ['scheme', scheme],
        ['host', host],
        ['path', parts[3] ?? ''],
        ['port', port],
        ['query', parts[4] === undefined ? null : queryOf(parts[4])],
        ['fragment', parts[5] ?? null],
        ...domainOf(host, flag(args, 'include_public_suffix_domains', false)),
      ]);
    },
  },
]);

/** A name that is there several times has an array of its values. */
function queryOf(query: string): Value {
  const values = new Map<string, string[]>();
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const [name = '', value = ''] = (equals === -1 ? [pair] : [pair.slice(0, equals), pair.slice(equals + 1)]).map(
      (part) => decodePercent(part.replaceAll('+', ' ')),
    );
    const known = values.get(name);
    if (known === undefined) values.set(name, [value]);
    else known.push(value);
  }
  return makeObject(Array.from(values, ([name, list]) => [name, list.length === 1 ? (list[0] ?? '') : list] as const));
}

/** By the public suffix list. IP addresses and names without a registered suffix have neither. */
function domainOf(host: string | null, includePublicSuffixDomains: boolean): readonly (readonly [string, Value])[] {
  const isAddress = host === null || parseIpAddress(host.replace(/^\[|\]$/g, '')) !== undefined;
  const found = isAddress
    ? undefined
    : parseDomain(host, { allowPrivateDomains: !includePublicSuffixDomains, validateHostname: true });
  return [
    ['domain', found?.domain ?? null],
    [
      'tld',
      found === undefined || (found.isIcann === false && found.isPrivate === false)
        ? null
        : (found.publicSuffix ?? null),
    ],
  ];
}
