/** What reaches the outside, each by the egress rules: calls, mail, mailboxes; and scripts, which reach nothing. */
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import type { EffectServices, Mailer, Outgoing } from '@fabula/engine';
import { createMailboxes } from '../mail/create-mailboxes.ts';
import { createMailer } from '../mail/create-mailer.ts';
import type { MailboxNetwork } from '../mail/imap-connection.ts';
import { readCertificateAuthorities } from '../outgoing/certificate-authorities.ts';
import { resolveBySystem } from '../outgoing/checked-connector.ts';
import { egressRulesOf, makeCheckedSockets } from '../outgoing/checked-socket.ts';
import { createOutgoing } from '../outgoing/create-outgoing.ts';
import { createScripts, defaultScriptSettings } from '../scripts/create-scripts.ts';
import type { Settings } from '../settings.ts';

export interface Outside {
  readonly outgoing: Outgoing;
  readonly mailer: Mailer;
  readonly mailNetwork: MailboxNetwork;
  readonly services: EffectServices;
  /** To be taken one after the other, at the end. */
  readonly closing: readonly (() => unknown)[];
}

/** `given`: instead of calls to the real outside. */
export async function composeOutside(settings: Settings, domain: () => string, given?: Outgoing): Promise<Outside> {
  const outgoing =
    given ??
    createOutgoing({
      allow: settings.egressAllow,
      deny: settings.egressDeny,
      tunnels: settings.tunnels,
      certificateAuthorities: await readCertificateAuthorities(settings.certificateAuthorities),
    });
  const rules = egressRulesOf(settings);
  const mailNetwork = { rules, resolve: resolveBySystem, tunnels: settings.tunnels };
  const { server, from } = settings.mail;
  const mailer = createMailer({ server, from, domain, sockets: makeCheckedSockets(rules) });
  const scripts = createScripts({
    ...defaultScriptSettings,
    wheelFolder: settings.pythonWheels === null ? null : resolve(settings.pythonWheels),
    cacheFolder: join(settings.dataDir, 'cache'),
    maxProcesses: availableParallelism() + 1,
  });
  return {
    outgoing,
    mailer,
    mailNetwork,
    services: { mailer, mailboxes: createMailboxes(mailNetwork), scripts, models: settings.model },
    closing: [
      () => mailer.close(),
      () => scripts.close(),
      () => ('close' in outgoing && typeof outgoing.close === 'function' ? outgoing.close() : undefined),
    ],
  };
}
