/**
 * Seals what is secret (AES-256-GCM). Every credential has a data key; the key of the installation seals the data keys, so
 * that it can be replaced without touching a value. What is sealed is bound to the place that it belongs to: in another row
 * it does not open.
 *
 *   key of the installation ──seals──► data key of a credential ──seals──► values, tokens
 *
 * A sealed piece: version (1 byte), nonce (12), ciphertext, tag (16).
 */
import { createHash, randomBytes } from 'node:crypto';
import { stringifyJson, type Value } from '@fabula/formula';
import type { CredentialId, SyncDestinationId, TeamId } from '@fabula/model';
import { nodePlatform } from '../platform/node-platform.ts';

const version = 1;
const nonceBytes = 12;
const keyBytes = 32;

/** What has a data key. */
export type KeyHolder = 'credential' | 'sync destination';

export interface SealedKey {
  /** Left out: a credential. */
  readonly holder?: KeyHolder | undefined;
  readonly id: CredentialId | SyncDestinationId;
  readonly teamId: TeamId;
  readonly dataKey: Buffer;
  readonly keyId: string;
}

/** A piece that cannot be opened: sealed with a key that is not there, or damaged. */
export class CannotOpen extends Error {}

export interface Vault {
  /** Names the key that seals now. */
  readonly keyId: string;
  /** For signatures that only this installation checks. */
  readonly signingKey: Buffer;
  newDataKey(id: SealedKey['id'], teamId: TeamId, holder?: KeyHolder): SealedKey;
  /** The same data key, sealed by the key of now. */
  reseal(key: SealedKey): SealedKey;
  /** `place` says what it is: the same is needed to open it. */
  seal(key: SealedKey, place: string, plain: string): Buffer;
  /** Any JSON, as base64: what a column of JSON keeps. */
  sealValue(key: SealedKey, place: string, value: Value): string;
  /** Throws CannotOpen. */
  open(key: SealedKey, place: string, sealed: Uint8Array): string;
}

/** The first key seals; the others only open what was sealed before it was replaced. */
export function createVault(keys: readonly [Buffer, ...Buffer[]]): Vault {
  const named = keys.map((key) => ({ id: nameOf(key), key }));
  const byId = new Map(named.map(({ id, key }) => [id, key]));
  const [current] = keys;
  const keyId = nameOf(current);

  function openDataKey({ dataKey, keyId: by, ...owner }: SealedKey): Uint8Array {
    const key = byId.get(by);
    if (key === undefined) {
      throw new CannotOpen('it was sealed with another encryption key than the one that Fabula runs with');
    }
    return openWith(key, placeOfKey(owner), dataKey);
  }

  function sealDataKey(owner: KeyOwner, dataKey: Uint8Array): SealedKey {
    return { ...owner, keyId, dataKey: sealWith(current, placeOfKey(owner), dataKey) };
  }

  function seal(key: SealedKey, place: string, plain: string): Buffer {
    return sealWith(openDataKey(key), placeOf(key, place), Buffer.from(plain, 'utf8'));
  }

  return {
    keyId,
    signingKey: createHash('sha256').update('fabula signing key').update(current).digest(),
    newDataKey: (id, teamId, holder) => sealDataKey({ id, teamId, holder }, randomBytes(keyBytes)),
    reseal: ({ id, teamId, holder, ...key }) =>
      sealDataKey({ id, teamId, holder }, openDataKey({ id, teamId, holder, ...key })),
    seal,
    sealValue: (key, place, value) => seal(key, place, stringifyJson(value)).toString('base64'),
    open: (key, place, sealed) => Buffer.from(openWith(openDataKey(key), placeOf(key, place), sealed)).toString('utf8'),
  };
}

/** A key as base64 or as hex digits; null: it is none. */
export function readKey(text: string): Buffer | null {
  const trimmed = text.trim();
  const key = Buffer.from(trimmed, /^[0-9a-f]{64}$/i.test(trimmed) ? 'hex' : 'base64');
  return key.length === keyBytes ? key : null;
}

/** Says which key it is, and nothing about it. */
function nameOf(key: Buffer): string {
  return createHash('sha256').update('fabula encryption key').update(key).digest('hex').slice(0, 16);
}

type KeyOwner = Pick<SealedKey, 'holder' | 'id' | 'teamId'>;

function placeOfKey(owner: KeyOwner): string {
  return placeOf(owner, 'data key');
}

function placeOf({ holder = 'credential', id, teamId }: KeyOwner, place: string): string {
  return `${place} of ${holder} ${id} of team ${teamId}`;
}

function sealWith(key: Uint8Array, place: string, plain: Uint8Array): Buffer {
  const nonce = randomBytes(nonceBytes);
  return Buffer.concat([Buffer.from([version]), nonce, nodePlatform.seal(key, nonce, plain, Buffer.from(place))]);
}

function openWith(key: Uint8Array, place: string, sealed: Uint8Array): Uint8Array {
  const nonce = sealed.subarray(1, 1 + nonceBytes);
  const opened =
    sealed[0] === version && nonce.length === nonceBytes
      ? nodePlatform.open(key, nonce, sealed.subarray(1 + nonceBytes), Buffer.from(place))
      : undefined;
  if (opened === undefined) throw new CannotOpen('what is stored of it is damaged, or was moved from another place');
  return opened;
}
