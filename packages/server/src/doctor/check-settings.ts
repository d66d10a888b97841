/** What can be said of the settings without touching anything. */
import ipaddr from 'ipaddr.js';
import { makeEgressRules } from '../outgoing/egress-rules.ts';
import type { Settings, SettingsDiagnosis } from '../settings.ts';
import { broken, doubtful, type Finding, fine } from './finding.ts';

const settingsPage = 'docs/reference/settings.md lists them';

export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major > 20 || (major === 20 && minor >= 19)
    ? fine('node', `Node.js ${version}.`)
    : broken('node', `Node.js ${version} is too old.`, 'Install Node.js 20.19 or newer.');
}

export function checkReadable({ errors, unknown }: SettingsDiagnosis): readonly Finding[] {
  const findings = errors.map((error) =>
    broken('settings', error, `Correct the variable or remove it (${settingsPage}). Until then nothing starts.`),
  );
  if (unknown.length > 0) {
    findings.push(
      doubtful(
        'settings',
        `There is no setting ${unknown.join(', ')}.`,
        `Look for a spelling mistake (${settingsPage}).`,
      ),
    );
  }
  return findings.length > 0 ? findings : [fine('settings', 'All settings can be read.')];
}

export function checkPublicUrl(settings: Settings): Finding {
  const isOpen = !isLoopback(settings.host);
  if (settings.publicUrl === null) {
    return isOpen
      ? doubtful(
          'public url',
          `Fabula listens on ${settings.host}, and links and webhook addresses are made from that.`,
          'Set FABULA_URL to the address under which others reach it.',
        )
      : fine('public url', `Links are made for this machine: http://${settings.host}:${settings.port}.`);
  }
  const url = new URL(settings.publicUrl);
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    return broken(
      'public url',
      `FABULA_URL is ${settings.publicUrl}, and Fabula answers at the root of an address only.`,
      `Give it a host name of its own, such as ${url.origin}.`,
    );
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    return doubtful(
      'public url',
      `FABULA_URL is ${settings.publicUrl}: passwords, keys and sessions travel unencrypted.`,
      'Put a proxy with TLS in front, and set FABULA_URL to its https address.',
    );
  }
  return fine('public url', `Links are made with ${settings.publicUrl}.`);
}

export function checkProxy({ publicUrl, trustProxy }: Settings): Finding {
  if (trustProxy.some(isEverything)) {
    return doubtful(
      'proxy',
      'FABULA_TRUST_PROXY believes everybody: whoever sends a request may claim any address.',
      'Name the addresses of your proxies only.',
    );
  }
  if (publicUrl?.startsWith('https:') && trustProxy.length === 0) {
    return doubtful(
      'proxy',
      'FABULA_URL is https, so a proxy stands in front, and it is not trusted: all visitors seem to come from it, ' +
        'and one who guesses passwords shuts out all.',
      'Set FABULA_TRUST_PROXY to the address from which the proxy connects.',
    );
  }
  return fine(
    'proxy',
    trustProxy.length === 0
      ? 'No proxy is trusted.'
      : `Forwarded addresses are believed from ${trustProxy.join(', ')}.`,
  );
}

/** Addresses that stories should not reach: this machine, and what gives away a cloud's credentials. */
const sensitive = ['127.0.0.1', '::1', '169.254.169.254', 'fd00:ec2::254'];

export function checkEgress({ egressAllow, egressDeny }: Settings): Finding {
  const rules = makeEgressRules(egressAllow, egressDeny);
  if (!rules.ok) {
    return broken(
      'egress',
      `FABULA_EGRESS_ALLOW or FABULA_EGRESS_DENY holds something that is ${rules.error}.`,
      'Write whole addresses or CIDR blocks, such as 10.0.0.0/8 or fd00::/8.',
    );
  }
  const open = sensitive.filter((address) => rules.value.refusalOf(address) === null);
  if (open.length > 0) {
    return doubtful(
      'egress',
      `Stories may call ${open.join(', ')}: services of this machine, or the credentials of a cloud.`,
      'Allow single addresses rather than whole blocks in FABULA_EGRESS_ALLOW, or name these in FABULA_EGRESS_DENY.',
    );
  }
  return fine(
    'egress',
    egressAllow.length === 0 && egressDeny.length === 0
      ? 'Stories may call everything but this machine and link-local addresses.'
      : 'The egress rules leave out this machine and link-local addresses.',
  );
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127\./.test(host);
}

function isEverything(block: string): boolean {
  return ipaddr.isValidCIDR(block) && ipaddr.parseCIDR(block)[1] === 0;
}
