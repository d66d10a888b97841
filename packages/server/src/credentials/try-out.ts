/**
 * Whether a credential can be used now, as an action would find out: opened, signed with, or its token fetched. A token that is held
 * and good is not fetched anew, because some servers take the former one back. What it is worth at the other side is not known of
 * values that nothing is fetched with (texts, keys of AWS, certificates).
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { Clock } from '@fabula/engine';
import { Refusal } from '@fabula/formula';
import { err, ok, type Result } from '@fabula/model';
import type { HeldCredential } from './held-credential.ts';
import { Opening } from './opening.ts';
import type { Tokens } from './tokens.ts';
import { CannotOpen } from './vault.ts';

/** opened: its values are there. signed: something was signed with it, or its key suits its certificate. token: there is one. */
export type Trial = Result<'opened' | 'signed' | 'token', string>;

export async function tryOut(held: HeldCredential, tokens: Tokens, clock: Clock): Promise<Trial> {
  const isFetched = tokens.isFetched(held);
  const { expiresAt, mode } = held.row;
  const isOver = expiresAt !== null && expiresAt.getTime() <= clock.now();
  // what is over is not fetched, and reading it says so
  if (isFetched && !isOver && tokens.peek(held) === undefined) await tokens.load(held);
  const value = new Opening(held, tokens, clock.now()).read();
  if (value instanceof Refusal) return err(`${value.message}.`);
  if (isFetched) return ok('token');
  if (mode === 'JWT') return ok('signed');
  return mode === 'MTLS' ? tryCertificate(held, clock.now()) : openAll(held);
}

function openAll(held: HeldCredential): Trial {
  return unlessClosed(held, () => {
    const names = held.row.mode === 'AWS' ? ['aws_access_key', 'aws_secret_key'] : ['value'];
    const missing = names.filter((name) => held.openText(name) === '');
    return missing.length === 0 ? ok('opened') : err(`${held.title} has no ${missing.join(' and no ')}.`);
  });
}

/** The texts of the messages of OpenSSL may quote what they could not read, so they are not repeated. */
function tryCertificate(held: HeldCredential, now: number): Trial {
  return unlessClosed(held, () => {
    const certificate = attempt(() => new X509Certificate(held.openText('mtls_client_certificate')));
    if (certificate === null) return err(`${held.title}: mtls_client_certificate is no certificate in PEM.`);
    const key = attempt(() => createPrivateKey(held.openText('mtls_client_private_key')));
    if (key === null) return err(`${held.title}: mtls_client_private_key is no key in PEM, or has a pass phrase.`);
    if (!certificate.checkPrivateKey(key)) {
      return err(`${held.title}: mtls_client_private_key is not the key of mtls_client_certificate.`);
    }
    if (Date.parse(certificate.validTo) <= now) {
      return err(`${held.title}: mtls_client_certificate was good until ${certificate.validTo}.`);
    }
    return ok('signed');
  });
}

function unlessClosed(held: HeldCredential, use: () => Trial): Trial {
  try {
    return use();
  } catch (thrown) {
    if (thrown instanceof CannotOpen) return err(`${held.title} cannot be opened: ${thrown.message}.`);
    throw thrown;
  }
}

function attempt<T>(make: () => T): T | null {
  try {
    return make();
  } catch {
    return null;
  }
}
