/**
 * The address of a mail server as people write it: `smtp://user:password@host:587`, `smtps://host`. What needs it is
 * percent-encoded. Behind a question mark: `tls=required` (no mail without STARTTLS), `tls=never`, `verify=false`.
 */
import { err, ok, type Result } from '@fabula/model';

export interface SmtpServerAddress {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; otherwise STARTTLS where the server offers it. */
  readonly isSecure: boolean;
  readonly user: string | null;
  readonly password: string | null;
  readonly startTls: 'offered' | 'required' | 'never';
  readonly verifyTls: boolean;
}

/** The error completes a sentence that begins with the name of the setting or option; it never shows what was given. */
export function parseSmtpServer(text: string): Result<SmtpServerAddress, string> {
  if (!URL.canParse(text)) return err('must be an address such as smtp://user:password@mail.example.com:587');
  const url = new URL(text);
  const isSecure = url.protocol === 'smtps:';
  if (!isSecure && url.protocol !== 'smtp:') return err('must begin with smtp:// or smtps://');
  if (url.hostname === '') return err('names no host');
  const startTls = url.searchParams.get('tls') ?? 'offered';
  if (startTls !== 'offered' && startTls !== 'required' && startTls !== 'never')
    return err('has a tls= that is none of offered, required, never');
  const verify = url.searchParams.get('verify') ?? 'true';
  if (verify !== 'true' && verify !== 'false') return err('has a verify= that is neither true nor false');
  const user = decoded(url.username);
  const password = decoded(url.password);
  if (user === null || password === null)
    return err('has a user or password with a percent sign that encodes nothing; write it as %25');
  return ok({
    // The URL of an IPv6 address has brackets around it.
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (isSecure ? 465 : 587) : Number(url.port),
    isSecure,
    user: user === '' ? null : user,
    password: password === '' ? null : password,
    startTls,
    verifyTls: verify === 'true',
  });
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    // A percent sign that begins no character.
    return null;
  }
}
