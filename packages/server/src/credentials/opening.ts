/** One credential, as one run of one action meets it: what CREDENTIAL.x is, and what must not be seen of it afterwards. */
import {
  type ComputedValue,
  entriesOf,
  isArrayValue,
  isObjectValue,
  parseJson,
  Refusal,
  type Value,
} from '@fabula/formula';
import type { HeldCredential } from './held-credential.ts';
import { signToken } from './json-web-token.ts';
import { shortestSecret } from './needles.ts';
import type { TokenState, Tokens } from './tokens.ts';
import { CannotOpen } from './vault.ts';

export class Opening {
  readonly held: HeldCredential;
  /** Formulas have had its value: it may go out with what the action sends. */
  isUsed = false;
  readonly #tokens: Tokens;
  readonly #now: number;
  /** The one that formulas got, whatever is fetched later. */
  #token: TokenState | undefined;

  constructor(held: HeldCredential, tokens: Tokens, now: number) {
    this.held = held;
    this.#tokens = tokens;
    this.#now = now;
  }

  /** What a request carries in the place of what is added to it when it leaves. */
  get marker(): string | null {
    const { mode, id } = this.held.row;
    if (mode === 'AWS') return `aws-signature-of-credential-${id}`;
    return mode === 'MTLS' ? `client-certificate-of-credential-${id}` : null;
  }

  read(): ComputedValue {
    const { title, row } = this.held;
    this.isUsed = true;
    if (row.expiresAt !== null && row.expiresAt.getTime() <= this.#now) {
      return new Refusal(`${title} expired at ${row.expiresAt.toISOString()}; give it a new value and a later time`);
    }
    try {
      return this.#value();
    } catch (thrown) {
      if (thrown instanceof CannotOpen) return new Refusal(`${title} cannot be opened: ${thrown.message}`);
      throw thrown;
    }
  }

  /** The token, where one is fetched. */
  token(): TokenState | undefined {
    this.#token ??= this.#tokens.peek(this.held);
    return this.#token;
  }

  /** All that is secret of it, for the mask. */
  secrets(): readonly string[] {
    try {
      const token = this.#tokens.isFetched(this.held) ? this.token() : undefined;
      const fetched = token?.kind === 'held' ? [...textsIn(token.fetched.value), token.fetched.refresh ?? ''] : [];
      return [...fixedSecrets(this.held), ...this.held.recent(), ...fetched];
    } catch (thrown) {
      // then nobody could read it either
      if (thrown instanceof CannotOpen) return [];
      throw thrown;
    }
  }

  /** The server refused what was sent: its token may be the cause. */
  refuse(): void {
    if (this.isUsed && this.#token?.kind === 'held') this.#tokens.refuse(this.held, this.#token.number);
  }

  #value(): ComputedValue {
    const { held } = this;
    switch (held.row.mode) {
      case 'TEXT':
        return held.open('value') ?? '';
      case 'JWT':
        return this.#signed();
      case 'AWS':
      case 'MTLS':
        return this.#unlessFailed(() => this.marker ?? '');
      default:
        return this.#unlessFailed((value) => value);
    }
  }

  #signed(): ComputedValue {
    const { held } = this;
    const claims = held.open('jwt_payload');
    const signed = signToken(
      {
        algorithm: held.openText('jwt_algorithm'),
        claims: claims !== undefined && isObjectValue(claims) ? claims : {},
        key: held.openText('jwt_private_key'),
        addsTimes: held.open('jwt_auto_generate_time_claims') === true,
      },
      this.#now,
    );
    if (!signed.ok) return new Refusal(`${held.title} cannot be signed: ${signed.error}`);
    held.remember(signed.value);
    return signed.value;
  }

  #unlessFailed(use: (value: Value) => Value): ComputedValue {
    if (!this.#tokens.isFetched(this.held)) return use(null);
    const token = this.token();
    if (token?.kind === 'held') return use(token.fetched.value);
    return new Refusal(`${this.held.title} cannot be used: ${token?.message ?? 'it has not been fetched'}`);
  }
}

const nameOfSecret = /secret|token|passw|private|key|credential/i;
/** Shorter lines of a key are found everywhere. */
const shortestLine = 16;

/** What is secret of it from the beginning. Throws CannotOpen. */
export function fixedSecrets(held: HeldCredential): readonly string[] {
  const text = (name: string) => held.openText(name);
  switch (held.row.mode) {
    case 'TEXT':
      return ofText(text('value'));
    case 'JWT':
      return withLines(text('jwt_private_key'));
    case 'OAUTH':
      return [text('oauth_client_secret')];
    case 'AWS':
      return [text('aws_access_key'), text('aws_secret_key')];
    case 'MTLS':
      return withLines(text('mtls_client_private_key'));
    case 'HTTP_REQUEST_AGENT':
      return [text('http_request_secret')];
    case 'MULTI_REQUEST':
      return secretsNamedIn(held.open('credential_requests') ?? null);
  }
}

/** A text may be a document (keys of a cloud account, a PEM file) of which formulas take a part. */
function ofText(value: string): readonly string[] {
  const parsed = /^\s*[{[]/.test(value) ? parseJson(value) : null;
  return [...withLines(value), ...(parsed?.ok ? secretsNamedIn(parsed.value) : [])];
}

function withLines(text: string): readonly string[] {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line.length >= shortestLine && !line.startsWith('-----'));
  return text.includes('\n') ? [text, text.trim(), ...lines] : [text];
}

/** Texts under a key that says that they are secret. */
function secretsNamedIn(value: Value): readonly string[] {
  if (isArrayValue(value)) return value.flatMap(secretsNamedIn);
  if (!isObjectValue(value)) return [];
  return entriesOf(value).flatMap(([key, item]) => {
    if (typeof item === 'string') return nameOfSecret.test(key) ? withLines(item) : [];
    return secretsNamedIn(item);
  });
}

function textsIn(value: Value): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return String(value).length < shortestSecret ? [] : [String(value)];
  if (isArrayValue(value)) return value.flatMap(textsIn);
  return isObjectValue(value) ? entriesOf(value).flatMap(([, item]) => textsIn(item)) : [];
}
