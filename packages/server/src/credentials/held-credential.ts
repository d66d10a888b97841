/** A credential in the memory of a worker: sealed, and opened value by value when something is done with it. */
import { getKey, parseJson, type Value } from '@fabula/formula';
import type { SealedCredential, SecretRef } from '@fabula/store';
import { CannotOpen, type Vault } from './vault.ts';

/** Signed tokens that may still come back from outside. */
const keptTokens = 20;

export class HeldCredential {
  readonly row: SealedCredential;
  readonly #vault: Vault;
  /** Sealed too. */
  readonly #recent: Buffer[] = [];

  constructor(row: SealedCredential, vault: Vault) {
    this.row = row;
    this.#vault = vault;
  }

  get ref(): SecretRef {
    return { id: this.row.id, isTest: this.row.isTest, revision: this.row.revision };
  }

  /** As people know it, for messages. */
  get title(): string {
    return `The credential "${this.row.name}"`;
  }

  setting(name: string): Value | undefined {
    return getKey(this.row.settings, name);
  }

  textSetting(name: string): string {
    const value = this.setting(name);
    return typeof value === 'string' ? value : '';
  }

  metadata(name: string): string {
    const value = getKey(this.row.metadata, name);
    return typeof value === 'string' ? value : '';
  }

  /** Throws CannotOpen. */
  open(name: string): Value | undefined {
    const sealed = getKey(this.row.sealed, name);
    if (typeof sealed !== 'string') return undefined;
    return parse(this.#vault.open(this.row, placeOf(this.row, name), Buffer.from(sealed, 'base64')));
  }

  /** Empty when there is none. Throws CannotOpen. */
  openText(name: string): string {
    const value = this.open(name);
    return typeof value === 'string' ? value : '';
  }

  sealToken(json: string): Buffer {
    return this.#vault.seal(this.row, placeOf(this.row, 'token'), json);
  }

  openToken(sealed: Uint8Array): Value {
    return parse(this.#vault.open(this.row, placeOf(this.row, 'token'), sealed));
  }

  /** A token that was made here and goes out: it is looked for in what comes back. */
  remember(token: string): void {
    this.#recent.push(this.sealToken(JSON.stringify(token)));
    if (this.#recent.length > keptTokens) this.#recent.shift();
  }

  recent(): string[] {
    return this.#recent.map((sealed) => this.openToken(sealed)).filter((token) => typeof token === 'string');
  }
}

/** Where a sealed value belongs within its credential. */
export function placeOf({ isTest }: { readonly isTest: boolean }, name: string): string {
  return `${isTest ? 'test' : 'live'} ${name}`;
}

function parse(json: string): Value {
  const parsed = parseJson(json);
  if (!parsed.ok) throw new CannotOpen('what is stored of it is damaged');
  return parsed.value;
}
