/**
 * Which addresses Fabula may call. Asked with the address that is about to be connected to, never with a name.
 *
 * 1. An address in the deny list is refused.
 * 2. An address in the allow list may be called.
 * 3. Loopback, link-local (cloud metadata), multicast, unspecified and broadcast addresses are refused.
 * 4. All others may be called, private networks included: that is where the systems of the user are.
 *
 * An IPv6 address that stands for an IPv4 one (mapped, NAT64, 6to4 …) is judged as both, so that no spelling goes round a rule.
 */
import { isIP } from 'node:net';
import { err, ok, type Result } from '@fabula/model';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = readonly [Address, number];

export interface EgressRules {
  /** Why the address may not be called, as the end of a sentence ("… is a loopback address"), or null when it may. */
  refusalOf(address: string): string | null;
}

const refusedKinds: Readonly<Record<string, string>> = {
  loopback: 'is a loopback address',
  linkLocal: 'is a link-local address',
  multicast: 'is a multicast address',
  unspecified: 'is an unspecified address',
  broadcast: 'is a broadcast address',
  teredo: 'is a tunnel address',
};

/** Metadata services of clouds that live outside of the link-local range. */
const metadataRanges = parseRanges(['fd00:ec2::254', 'fd20:ce::254', '100.100.100.200', '168.63.129.16']);
/** NAT64 prefix for local use (RFC 8215): where the IPv4 address stands depends on the network, so it is refused as a whole. */
const localNat64 = parseRanges(['64:ff9b:1::/48']);

/** Lists of addresses and CIDR ranges. The error names the entry that cannot be read. */
export function makeEgressRules(allow: readonly string[], deny: readonly string[]): Result<EgressRules, string> {
  const allowed = parseRanges(allow);
  if (!allowed.ok) return allowed;
  const denied = parseRanges(deny);
  if (!denied.ok) return denied;
  return ok({
    refusalOf(text) {
      if (isIP(text) === 0) return 'is not an address';
      const forms = formsOf(ipaddr.parse(text));
      if (forms.some((form) => isInside(form, denied.value))) return 'is denied by the settings';
      const unlisted = forms.filter((form) => !isInside(form, allowed.value));
      return unlisted.map(refusalByDefault).find((refusal) => refusal !== null) ?? null;
    },
  });
}

function refusalByDefault(address: Address): string | null {
  const kind = refusedKinds[address.range()];
  if (kind !== undefined) return kind;
  if (metadataRanges.ok && isInside(address, metadataRanges.value)) return 'is a cloud metadata address';
  if (localNat64.ok && isInside(address, localNat64.value)) return 'is a local translation address';
  return null;
}

/** The address itself, and the IPv4 address inside it when there is one. */
function formsOf(address: Address): readonly Address[] {
  if (!(address instanceof ipaddr.IPv6)) return [address];
  const bytes = address.toByteArray();
  const embedded = (from: number): Address => ipaddr.fromByteArray(bytes.slice(from, from + 4));
  switch (address.range()) {
    case 'ipv4Mapped':
    case 'rfc6145':
    case 'rfc6052':
      return [address, embedded(12)];
    case '6to4':
      return [address, embedded(2)];
    default:
      // `::a.b.c.d`, retired but still understood by some stacks; `::` and `::1` are addresses of their own.
      return bytes.slice(0, 12).every((byte) => byte === 0) && (bytes[12] !== 0 || bytes[13] !== 0)
        ? [address, embedded(12)]
        : [address];
  }
}

function isInside(address: Address, ranges: readonly Range[]): boolean {
  return ranges.some(([network, bits]) => {
    if (address instanceof ipaddr.IPv4) return network instanceof ipaddr.IPv4 && address.match(network, bits);
    return network instanceof ipaddr.IPv6 && address.match(network, bits);
  });
}

function parseRanges(entries: readonly string[]): Result<readonly Range[], string> {
  const ranges: Range[] = [];
  for (const entry of entries.map((text) => text.trim()).filter((text) => text !== '')) {
    const cidr = entry.includes('/') ? entry : `${entry}/${entry.includes(':') ? 128 : 32}`;
    // ipaddr.js also reads short and octal forms (`10.1`, `010.0.0.1`), which people do not mean as it understands them.
    if (isIP(cidr.split('/')[0] ?? '') === 0 || !ipaddr.isValidCIDR(cidr))
      return err(`not an address or CIDR range: ${entry}`);
    ranges.push(ipaddr.parseCIDR(cidr));
  }
  return ok(ranges);
}
