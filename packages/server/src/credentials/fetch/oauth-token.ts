/** Tokens of OAuth 2 (RFC 6749): by the credentials of the client, by the code that a person's sign-in gave, by a refresh token. */
import { getKey, isObjectValue, type ObjectValue, parseJson, type Value } from '@fabula/formula';
import { err, ok, type Result } from '@fabula/model';
import type { HeldCredential } from '../held-credential.ts';
import { CannotOpen } from '../vault.ts';
import { type Fetch, type FetchContext, type Fetched, sendSmall } from './fetched.ts';

/** Of a token of the client alone whose server does not say how long it holds. */
const usualLifetimeMs = 3_600_000;

export const fetchOauthToken: Fetch = async (held, former, context) => {
  if (held.setting('oauth_grant_type') === 'client_credentials') {
    const scope = held.openText('oauth_scope');
    const fetched = await requestToken(held, [['grant_type', 'client_credentials'], ...given('scope', scope)], context);
    if (!fetched.ok) return fetched;
    return ok({ ...fetched.value, expiresInMs: fetched.value.expiresInMs ?? usualLifetimeMs });
  }
  if (former === null) {
    return err(
      'nobody has signed in for it yet; open the address that its creation gave, or save it again for a new one',
    );
  }
  if (former.refresh === null) {
    return err(
      'its token has expired, and there is none to renew it with; save it again and sign in at the address that this gives',
    );
  }
  const fetched = await requestToken(
    held,
    [
      ['grant_type', 'refresh_token'],
      ['refresh_token', former.refresh],
    ],
    context,
  );
  // a server that gives no new refresh token goes on taking the former one
  return fetched.ok ? ok({ ...fetched.value, refresh: fetched.value.refresh ?? former.refresh }) : fetched;
};

/** Trades the code of a sign-in for the first token. */
export function exchangeCode(
  held: HeldCredential,
  code: string,
  redirectUri: string,
  verifier: string | null,
  context: FetchContext,
): Promise<Result<Fetched, string>> {
  return requestToken(
    held,
    [
      ['grant_type', 'authorization_code'],
      ['code', code],
      ['redirect_uri', redirectUri],
      ...given('code_verifier', verifier ?? ''),
    ],
    context,
  );
}

/**
 * The client names itself in the body, which nearly every server takes; where that is refused, in the Authorization header,
 * which the rest insists on.
 */
async function requestToken(
  held: HeldCredential,
  parameters: readonly (readonly [string, string])[],
  context: FetchContext,
): Promise<Result<Fetched, string>> {
  const url = held.openText('oauth_token_url');
  const id = held.openText('oauth_client_id');
  const secret = held.openText('oauth_client_secret');
  const inBody = await post(url, [...parameters, ['client_id', id], ...given('client_secret', secret)], [], context);
  if (inBody.ok || !inBody.error.isClientRefused || secret === '') return said(inBody);
  const name = `${encodeURIComponent(id)}:${encodeURIComponent(secret)}`;
  const basic = ['authorization', `Basic ${Buffer.from(name).toString('base64')}`] as const;
  const inHeader = await post(url, parameters, [basic], context);
  return said(inHeader);
}

interface TokenRefusal {
  readonly message: string;
  /** The server did not take the client's way to name itself. */
  readonly isClientRefused: boolean;
}

function said(answer: Result<Fetched, TokenRefusal>): Result<Fetched, string> {
  return answer.ok ? answer : err(answer.error.message);
}

async function post(
  url: string,
  parameters: readonly (readonly [string, string])[],
  headers: readonly (readonly [string, string])[],
  context: FetchContext,
): Promise<Result<Fetched, TokenRefusal>> {
  if (!URL.canParse(url)) throw new CannotOpen('its oauth_token_url is no address');
  const answer = await sendSmall(context, {
    method: 'POST',
    url,
    headers: [['content-type', 'application/x-www-form-urlencoded'], ...headers],
    body: new URLSearchParams(parameters.map(([name, value]): [string, string] => [name, value])).toString(),
  });
  if (!answer.ok) return refused(`the token server cannot be reached: ${answer.error.message}`);
  const { status, body } = answer.value;
  const fields = readFields(Buffer.from(body).toString('utf8'));
  const token = textAt(fields, 'access_token');
  if (status >= 200 && status < 300 && token !== '') {
    const refresh = textAt(fields, 'refresh_token');
    return ok({
      value: token,
      refresh: refresh === '' ? null : refresh,
      expiresInMs: millisecondsOf(fields && getKey(fields, 'expires_in')),
    });
  }
  const reason = textAt(fields, 'error');
  const details = [reason, textAt(fields, 'error_description')].filter((text) => text !== '').join(': ');
  const what = details === '' ? (status < 300 ? ' without an access_token' : '') : ` (${details.slice(0, 300)})`;
  return refused(`the token server answered ${status}${what}`, status === 401 || reason === 'invalid_client');
}

function refused(message: string, isClientRefused = false) {
  return err({ message, isClientRefused });
}

/** JSON, or the form that some servers answer with. */
function readFields(text: string): ObjectValue | null {
  const parsed = parseJson(text);
  if (parsed.ok) return isObjectValue(parsed.value) ? parsed.value : null;
  if (!/^[\w.-]+=/.test(text)) return null;
  return Object.fromEntries(new URLSearchParams(text));
}

function textAt(fields: ObjectValue | null, key: string): string {
  const value = fields === null ? undefined : getKey(fields, key);
  return typeof value === 'string' ? value : '';
}

function millisecondsOf(seconds: Value | undefined | null): number | null {
  const number = typeof seconds === 'string' && seconds.trim() !== '' ? Number(seconds) : seconds;
  return typeof number === 'number' && Number.isFinite(number) && number > 0 ? number * 1_000 : null;
}

function given(name: string, value: string): [string, string][] {
  return value === '' ? [] : [[name, value]];
}
