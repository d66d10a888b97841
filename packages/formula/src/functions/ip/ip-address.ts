/** IP addresses as numbers. Strict: no leading zeros in IPv4 (some programs read them as octal), one `::` in IPv6. */

export interface IpAddress {
  readonly version: 4 | 6;
  readonly bits: bigint;
}

export interface IpBlock {
  readonly network: IpAddress;
  readonly prefixLength: number;
}

/** Longest form: `0000:…:255.255.255.255` with a zone. */
const maxLength = 64;

export function parseIpAddress(text: string): IpAddress | undefined {
  if (text.length > maxLength) return undefined;
  const four = bitsOfIpv4(text);
  if (four !== undefined) return { version: 4, bits: four };
  const six = bitsOfIpv6(text);
  return six === undefined ? undefined : { version: 6, bits: six };
}

/** `10.0.0.0/8`; an address alone is a block of one. Bits beyond the prefix do not matter. */
export function parseBlock(text: string): IpBlock | undefined {
  const match = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text);
  const network = parseIpAddress(match?.[1] ?? '');
  if (network === undefined) return undefined;
  const prefixLength = match?.[2] === undefined ? widthOf(network) : Number(match[2]);
  return prefixLength > widthOf(network) ? undefined : { network, prefixLength };
}

/** An address of the other version lies outside. */
export function isInBlock(address: IpAddress, { network, prefixLength }: IpBlock): boolean {
  if (address.version !== network.version) return false;
  const shift = BigInt(widthOf(network) - prefixLength);
  return address.bits >> shift === network.bits >> shift;
}

function widthOf(address: IpAddress): number {
  return address.version === 4 ? 32 : 128;
}

function bitsOfIpv4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let bits = 0n;
  for (const part of parts) {
    if (!/^(?:0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    bits = (bits << 8n) | BigInt(part);
  }
  return bits;
}

function bitsOfIpv6(text: string): bigint | undefined {
  // A zone such as `fe80::1%eth0` says which link is meant, not which address.
  const address = text.replace(/%[\w.-]+$/, '');
  const halves = address.split('::');
  // An IPv4 address stands only at the very end.
  if (halves.length > 2 || (halves.length === 2 && halves[0]?.includes('.') === true)) return undefined;
  const [left, right] = halves.map(groupsOf);
  if (left === undefined || (halves.length === 2 && right === undefined)) return undefined;
  const missing = 8 - left.length - (right?.length ?? 0);
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...left, ...Array.from({ length: halves.length === 2 ? missing : 0 }, () => 0), ...(right ?? [])];
  return groups.reduce((bits, group) => (bits << 16n) | BigInt(group), 0n);
}

/** The groups of one side of `::`; an IPv4 address at the end counts as two. */
function groupsOf(side: string): number[] | undefined {
  if (side === '') return [];
  const groups: number[] = [];
  const parts = side.split(':');
  for (const [index, part] of parts.entries()) {
    if (/^[0-9a-f]{1,4}$/i.test(part)) {
      groups.push(Number.parseInt(part, 16));
      continue;
    }
    const four = index === parts.length - 1 ? bitsOfIpv4(part) : undefined;
    if (four === undefined) return undefined;
    groups.push(Number(four >> 16n), Number(four & 0xffffn));
  }
  return groups;
}
