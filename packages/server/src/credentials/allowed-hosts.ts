/**
 * Hosts that a credential may be sent to: `api.example.com`, `*.example.com` (what lies below, not the domain itself),
 * `example.com:8443` (this port alone), `*`. A star stands for any characters. Without entries it may be sent anywhere.
 */

/** The entry as it is kept: lower case, without scheme and path. null: it names no host. */
export function readHostPattern(text: string): string | null {
  const host = text
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/\/.*$/s, '');
  return /^(?:[\p{L}\p{N}*_.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/u.test(host) ? host : null;
}

/** `host`: with or without a port. */
export function isHostAllowed(patterns: readonly string[], host: string): boolean {
  if (patterns.length === 0) return true;
  const withPort = host.toLowerCase();
  const withoutPort = withPort.replace(/:\d+$/, '');
  return patterns.some((pattern) => toRegExp(pattern).test(/:\d+$/.test(pattern) ? withPort : withoutPort));
}

function toRegExp(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}
