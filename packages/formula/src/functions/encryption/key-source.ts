/** Keys as people have them in credentials and events: PEM, also on one line, and JSON Web Keys, also as JSON text. */
import { parseJson } from '../../value/json.ts';
import { Bytes, getKey, isObjectValue, type ObjectValue } from '../../value/value.ts';
import { asText, isLambda } from '../arguments.ts';
import type { Argument, CallContext, KeySource } from '../definition.ts';

/** Far longer than any key, with its certificates, that is accepted. */
const longestText = 100_000;
/** Modulus of 16,384 bits. */
const longestMember = 2_800;

const block = /-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \1-----/g;
const privateLabels: ReadonlySet<string> = new Set(['PRIVATE KEY', 'RSA PRIVATE KEY', 'EC PRIVATE KEY']);
const publicLabels: ReadonlySet<string> = new Set(['PUBLIC KEY', 'RSA PUBLIC KEY', 'CERTIFICATE']);

/** The members that make up a key of a kind; the first so many must be there. */
const memberNames: ReadonlyMap<string, { readonly names: readonly string[]; readonly needed: number }> = new Map([
  ['RSA', { names: ['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'], needed: 2 }],
  ['EC', { names: ['crv', 'x', 'y', 'd'], needed: 3 }],
]);

export function isPem(text: string): boolean {
  return text.includes('-----BEGIN ');
}

/** The object that a JSON text holds, for keys that credentials keep as text. */
export function jsonObjectIn(text: string): ObjectValue | undefined {
  if (!/^\s*\{/.test(text) || text.length > longestText) return undefined;
  const parsed = parseJson(text);
  return parsed.ok && isObjectValue(parsed.value) ? parsed.value : undefined;
}

export function keySource(argument: Argument | undefined, context: CallContext, name: string): KeySource {
  if (argument === undefined || argument === null || argument === '') return context.fail(`${name} is empty`);
  if (!isLambda(argument) && isObjectValue(argument)) return jwkSource(argument, context, name);
  if (typeof argument !== 'string' && !(argument instanceof Bytes)) {
    return context.fail(`${name} must be a PEM text or a JWK object`);
  }
  const text = asText(argument, context, name);
  const object = jsonObjectIn(text);
  return object === undefined ? pemSource(text, context, name) : jwkSource(object, context, name);
}

/** Line ends get lost, or become `\n` in two characters, on the way through forms and JSON; the block is wrapped anew. */
function pemSource(text: string, context: CallContext, name: string): KeySource {
  if (!isPem(text) || text.length > longestText) {
    return context.fail(`${name} is not a key: a PEM text ("-----BEGIN …") or a JWK is needed`);
  }
  if (text.includes('ENCRYPTED')) return context.fail(`${name} is protected by a passphrase; it is needed without one`);
  const labels: string[] = [];
  for (const [, label = '', body = ''] of text.replace(/\\[nr]/g, '\n').matchAll(block)) {
    labels.push(label);
    const isPrivate = privateLabels.has(label);
    if (!isPrivate && !publicLabels.has(label)) continue;
    const lines =
      body
        .replace(/\s+/g, '')
        .match(/.{1,64}/g)
        ?.join('\n') ?? '';
    return { kind: 'pem', pem: `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`, isPrivate };
  }
  const [found] = labels;
  if (found === undefined) return context.fail(`${name} is a PEM text without its end, or with something else in it`);
  return context.fail(`${name} holds "${found.slice(0, 40)}"; a PUBLIC KEY, PRIVATE KEY or CERTIFICATE is needed`);
}

function jwkSource(jwk: ObjectValue, context: CallContext, name: string): KeySource {
  if (getKey(jwk, 'keys') !== undefined) return context.fail(`${name} is a set of keys; one of them is needed`);
  const kty = getKey(jwk, 'kty');
  const kind = typeof kty === 'string' ? memberNames.get(kty) : undefined;
  if (typeof kty !== 'string' || kind === undefined) {
    return context.fail(`${name} must be a JWK with the \`kty\` RSA or EC, found ${kindShown(kty)}`);
  }
  const members: Record<string, string> = { kty };
  for (const [index, member] of kind.names.entries()) {
    const value = getKey(jwk, member);
    if (value === undefined || value === null) {
      if (index < kind.needed) return context.fail(`${name} is a JWK without \`${member}\``);
      continue;
    }
    if (typeof value !== 'string' || value.length > longestMember || !/^[\w-]+=*$/.test(value)) {
      return context.fail(`${name} is a JWK whose \`${member}\` is not base64url text`);
    }
    members[member] = value;
  }
  return { kind: 'jwk', members, isPrivate: Object.hasOwn(members, 'd') };
}

function kindShown(kty: unknown): string {
  return typeof kty === 'string' ? `"${kty.slice(0, 20)}"` : 'none';
}
