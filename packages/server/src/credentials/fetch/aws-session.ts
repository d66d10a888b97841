/**
 * Keys of AWS that hold for a while: of a role that is assumed (STS), or of the machine that Fabula runs on (its metadata
 * service, which the egress rules refuse unless somebody allows its address).
 */
import { entriesOf, getKey, isObjectValue, makeObject, parseJson, type Value } from '@fabula/formula';
import { err, ok, type Result } from '@fabula/model';
import { type AwsKeys, keysFrom, signForAws } from '../aws-signature.ts';
import type { HeldCredential } from '../held-credential.ts';
import { type Fetch, type FetchContext, type Fetched, sendSmall } from './fetched.ts';

const metadataService = 'http://169.254.169.254';

export const fetchAwsSession: Fetch = (held, _former, context) =>
  held.setting('aws_authentication_type') === 'ROLE' ? assumeRole(held, context) : askMachine(held, context);

async function assumeRole(held: HeldCredential, context: FetchContext): Promise<Result<Fetched, string>> {
  const base = await baseKeys(held, context);
  if (!base.ok) return base;
  const region = held.metadata('aws_region');
  // where the role is asked for; other endpoints (private ones, other partitions) are named in the metadata
  const endpoint =
    held.metadata('aws_sts_endpoint') ||
    (region === '' ? 'https://sts.amazonaws.com/' : `https://sts.${region}.amazonaws.com/`);
  if (!URL.canParse(endpoint)) return err('its metadata aws_sts_endpoint is no address');
  const externalId = held.textSetting('aws_assumed_role_external_id');
  const body = new URLSearchParams({
    Action: 'AssumeRole',
    Version: '2011-06-15',
    RoleArn: held.openText('aws_assumed_role_arn'),
    RoleSessionName: 'fabula',
    ...(externalId === '' ? {} : { ExternalId: externalId }),
  }).toString();
  const request = {
    method: 'POST',
    url: endpoint,
    headers: [['content-type', 'application/x-www-form-urlencoded; charset=utf-8']] as const,
  };
  const headers = signForAws(
    { ...request, body: Buffer.from(body) },
    base.value,
    { service: 'sts', region: region === '' ? 'us-east-1' : region },
    context.now(),
  );
  const answer = await sendSmall(context, { ...request, headers, body });
  if (!answer.ok) return err(`the role cannot be assumed: ${answer.error.message}`);
  const text = Buffer.from(answer.value.body).toString('utf8');
  if (answer.value.status !== 200) {
    const reason = /"?Code"?>?\s*:?\s*"?(\w+)/.exec(text)?.[1];
    return err(`the role cannot be assumed: STS answered ${answer.value.status}${reason ? ` (${reason})` : ''}`);
  }
  return readSession(text, context.now());
}

/** Those of the credential, where it has some; else those of the machine. */
async function baseKeys(held: HeldCredential, context: FetchContext): Promise<Result<AwsKeys, string>> {
  const accessKeyId = held.openText('aws_access_key');
  if (accessKeyId !== '') {
    return ok({ accessKeyId, secretAccessKey: held.openText('aws_secret_key'), sessionToken: null });
  }
  const machine = await askMachine(held, context);
  if (!machine.ok) return machine;
  const keys = keysFrom(machine.value.value);
  return keys === null ? err('the keys of the machine cannot be read') : ok(keys);
}

/** The metadata service, in its second version: with a token of its own. */
async function askMachine(held: HeldCredential, context: FetchContext): Promise<Result<Fetched, string>> {
  const base = (held.metadata('aws_metadata_endpoint') || metadataService).replace(/\/+$/, '');
  const pass = await askText(context, 'PUT', `${base}/latest/api/token`, [
    ['x-aws-ec2-metadata-token-ttl-seconds', '300'],
  ]);
  if (!pass.ok) return pass;
  const headers = [['x-aws-ec2-metadata-token', pass.value]] as const;
  const path = `${base}/latest/meta-data/iam/security-credentials/`;
  const role = await askText(context, 'GET', path, headers);
  if (!role.ok) return role;
  const name = role.value.trim().split('\n')[0] ?? '';
  const keys = await askText(context, 'GET', `${path}${encodeURIComponent(name)}`, headers);
  return keys.ok ? readSession(keys.value, context.now()) : keys;
}

async function askText(
  context: FetchContext,
  method: string,
  url: string,
  headers: readonly (readonly [string, string])[],
): Promise<Result<string, string>> {
  const answer = await sendSmall(context, { method, url, headers, body: null });
  if (!answer.ok) return err(`the metadata service of this machine cannot be asked: ${answer.error.message}`);
  if (answer.value.status !== 200) return err(`the metadata service of this machine answered ${answer.value.status}`);
  return ok(Buffer.from(answer.value.body).toString('utf8'));
}

/** STS answers with JSON where it is asked to, and with XML where it does not know how; the metadata service with JSON. */
function readSession(text: string, now: number): Result<Fetched, string> {
  const parsed = parseJson(text);
  const field = (name: string) => (parsed.ok ? findScalar(parsed.value, name) : inXml(text, name));
  const accessKeyId = field('AccessKeyId');
  const secretAccessKey = field('SecretAccessKey');
  if (accessKeyId === '' || secretAccessKey === '') return err('AWS answered without keys');
  const value = makeObject([
    ['accessKeyId', accessKeyId],
    ['secretAccessKey', secretAccessKey],
    ['sessionToken', field('SessionToken') || field('Token')],
  ]);
  return ok({ value, refresh: null, expiresInMs: lifetimeOf(field('Expiration'), now) });
}

/** The first text or number under this key, however deep. */
function findScalar(value: Value, name: string): string {
  if (!isObjectValue(value)) return '';
  const own = getKey(value, name);
  if (typeof own === 'string' || typeof own === 'number') return String(own);
  for (const [, item] of entriesOf(value)) {
    const found = findScalar(item, name);
    if (found !== '') return found;
  }
  return '';
}

function inXml(text: string, name: string): string {
  return new RegExp(`<${name}>([^<]+)</${name}>`).exec(text)?.[1] ?? '';
}

/** Seconds since 1970, or ISO 8601. */
function lifetimeOf(expiration: string, now: number): number {
  const at = /^[\d.]+(?:E\d+)?$/i.test(expiration) ? Number(expiration) * 1_000 : Date.parse(expiration);
  return Number.isFinite(at) && at > now ? at - now : 900_000;
}
