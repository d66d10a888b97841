import { describe, expect, it } from 'vitest';
import { makeEgressRules } from './egress-rules.ts';

function refusal(address: string, allow: string[] = [], deny: string[] = []): string | null {
  const rules = makeEgressRules(allow, deny);
  if (!rules.ok) throw new Error(rules.error);
  return rules.value.refusalOf(address);
}

describe('an address is refused by default when it', () => {
  it.each([
    ['is loopback', '127.0.0.1'],
    ['is loopback, another one', '127.255.255.254'],
    ['is loopback of IPv6', '::1'],
    ['is link-local', '169.254.1.1'],
    ['is the metadata address of clouds', '169.254.169.254'],
    ['is link-local of IPv6', 'fe80::1'],
    ['is the metadata address of a cloud on IPv6', 'fd00:ec2::254'],
    ['is the metadata address of a cloud in shared space', '100.100.100.200'],
    ['is multicast', '224.0.0.1'],
    ['is multicast of IPv6', 'ff02::1'],
    ['is unspecified', '0.0.0.0'],
    ['is in 0.0.0.0/8', '0.1.2.3'],
    ['is unspecified of IPv6', '::'],
    ['is broadcast', '255.255.255.255'],
    ['is loopback mapped into IPv6', '::ffff:127.0.0.1'],
    ['is loopback mapped into IPv6, in hex', '::ffff:7f00:1'],
    ['is metadata mapped into IPv6', '::ffff:169.254.169.254'],
    ['is loopback in the retired compatible form', '::127.0.0.1'],
    ['is loopback behind NAT64', '64:ff9b::127.0.0.1'],
    ['is metadata behind NAT64', '64:ff9b::a9fe:a9fe'],
    ['is behind a local NAT64 prefix', '64:ff9b:1::a9fe:a9fe'],
    ['is loopback in translated form', '::ffff:0:7f00:1'],
    ['is loopback in 6to4', '2002:7f00:1::'],
    ['is a Teredo tunnel', '2001::1'],
    ['is no address', 'localhost'],
  ])('%s: %s', (_, address) => {
    expect(refusal(address)).not.toBeNull();
  });
});

describe('an address may be called when it', () => {
  it.each([
    ['is public', '93.184.216.34'],
    ['is public of IPv6', '2606:2800:220:1::1'],
    ['is public, mapped', '::ffff:93.184.216.34'],
    ['is private', '10.0.0.1'],
    ['is private', '192.168.1.1'],
    ['is private of IPv6', 'fd12:3456::1'],
  ])('%s: %s', (_, address) => {
    expect(refusal(address)).toBeNull();
  });
});

describe('the lists of the settings', () => {
  it.each([
    ['allow what is refused by default', '127.0.0.1', ['127.0.0.0/8'], [], true],
    ['allow one address without a prefix length', '127.0.0.1', ['127.0.0.1'], [], true],
    ['allow only what they name', '127.0.0.2', ['127.0.0.1'], [], false],
    ['allow the mapped form with the plain one', '::ffff:127.0.0.1', ['127.0.0.1'], [], true],
    ['deny what is allowed by default', '10.1.2.3', [], ['10.0.0.0/8'], false],
    ['deny the mapped form with the plain one', '::ffff:10.1.2.3', [], ['10.0.0.0/8'], false],
    ['let deny win', '127.0.0.1', ['127.0.0.0/8'], ['127.0.0.1/32'], false],
    ['know IPv6', '::1', ['::1/128'], [], true],
    ['ignore empty entries', '93.184.216.34', ['', ' '], [''], true],
  ])('%s', (_, address, allow, deny, passes) => {
    expect(refusal(address, allow, deny) === null).toBe(passes);
  });

  it.each(['10.0.0.0/33', 'example.com', '10.0.0', '::/129'])('refuse %s, which is no range', (entry) => {
    expect(makeEgressRules([entry], [])).toEqual({ ok: false, error: `not an address or CIDR range: ${entry}` });
  });
});
