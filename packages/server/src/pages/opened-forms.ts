/**
 * One opening of a page is submitted once: a second click, or the way back and another try, leads to what the first began.
 * Kept in the memory of this process, so only for as long and as far as it goes; pages in the middle of a run need none of
 * it, because their delivery is answered once.
 */
import { randomBytes } from 'node:crypto';
import type { LinkKey } from '../links/link-key.ts';

const purpose = 'form';
const nonceBytes = 12;
const maxHeld = 20_000;

/** What became of a submission: the address of its outcome; null: nothing, it may be tried again. */
export type Outcome = Promise<string | null>;

export class OpenedForms {
  readonly #key: LinkKey;
  readonly #outcomes = new Map<string, Outcome>();

  constructor(key: LinkKey) {
    this.#key = key;
  }

  newToken(): string {
    const nonce = randomBytes(nonceBytes);
    return Buffer.concat([nonce, this.#key.sign(purpose, nonce)]).toString('base64url');
  }

  isToken(token: string): boolean {
    const bytes = Buffer.from(token, 'base64url');
    return this.#key.isSignedBy(purpose, bytes.subarray(0, nonceBytes), bytes.subarray(nonceBytes));
  }

  /** Does it once for each token, whoever comes while it is under way. */
  async once(
    token: string,
    submit: () => Outcome,
  ): Promise<{ readonly address: string | null; readonly isFirst: boolean }> {
    const known = this.#outcomes.get(token);
    if (known !== undefined) return { address: await known, isFirst: false };
    const outcome = submit();
    this.#outcomes.set(token, outcome);
    const [oldest] = this.#outcomes.keys();
    if (this.#outcomes.size > maxHeld && oldest !== undefined) this.#outcomes.delete(oldest);
    try {
      const address = await outcome;
      if (address === null) this.#outcomes.delete(token);
      return { address, isFirst: true };
    } catch (error) {
      this.#outcomes.delete(token);
      throw error;
    }
  }
}
