/** Functions about IP addresses. */

import { anyValue, asArray, text } from './arguments.ts';
import type { FunctionDefinition } from './definition.ts';
import { isInBlock, parseBlock, parseIpAddress } from './ip/ip-address.ts';
import examples from './ip-addresses.examples.json' with { type: 'json' };
import notes from './ip-addresses.notes.json' with { type: 'json' };
import { required, withDocs } from './parameters.ts';

export const ipAddressFunctions: readonly FunctionDefinition[] = withDocs({ examples, notes }, [
  {
    name: 'IS_IPV4',
    category: 'IP Addresses, Text',
    summary: 'TRUE when a text is an IPv4 address.',
    parameters: [required('text', 'any')],
    returns: 'boolean',
    call: (args, context) => versionOf(anyValue(args, context, 'text')) === 4,
  },
  {
    name: 'IS_IPV6',
    category: 'IP Addresses, Text',
    summary: 'TRUE when a text is an IPv6 address.',
    parameters: [required('text', 'any')],
    returns: 'boolean',
    call: (args, context) => versionOf(anyValue(args, context, 'text')) === 6,
  },
  {
    name: 'IS_IP_ADDRESS',
    category: 'IP Addresses',
    summary: 'TRUE when a text is an IP address of either version.',
    parameters: [required('text', 'any')],
    returns: 'boolean',
    call: (args, context) => versionOf(anyValue(args, context, 'text')) !== undefined,
  },
  {
    name: 'IN_CIDR',
    category: 'IP Addresses, Text, Arrays',
    summary: 'TRUE when an IP address, or every one of a list, lies in a CIDR block.',
    parameters: [required('ip_address', ['text', 'array']), required('cidr_range', 'text')],
    returns: 'boolean',
    call: (args, context) => {
      const range = text(args, context, 'cidr_range');
      const block = parseBlock(range.trim()) ?? context.fail(`"${range.slice(0, 60)}" is no CIDR block`);
      const given = anyValue(args, context, 'ip_address');
      const addresses = typeof given === 'string' ? [given] : asArray(given, context, 'ip_address');
      context.spend(addresses.length);
      return addresses.every((item) => {
        const address = typeof item === 'string' ? parseIpAddress(item.trim()) : undefined;
        return isInBlock(address ?? context.fail(`"${context.toText(item).slice(0, 60)}" is no IP address`), block);
      });
    },
  },
]);

function versionOf(value: unknown): 4 | 6 | undefined {
  return typeof value === 'string' ? parseIpAddress(value)?.version : undefined;
}
