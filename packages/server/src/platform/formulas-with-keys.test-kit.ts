/** Evaluates formulas on the server's platform, with keys made once. */
import { generateKeyPairSync, type KeyPairKeyObjectResult } from 'node:crypto';
import {
  compileFormula,
  type Environment,
  getKey,
  isObjectValue,
  parseJson,
  stringifyJson,
  type Value,
} from '@fabula/formula';
import { nodePlatform } from './node-platform.ts';

export const environment: Environment = {
  now: Date.UTC(2024, 4, 15),
  random: () => 0.5,
  newUuid: () => '00000000-0000-4000-8000-000000000000',
  platform: nodePlatform,
};

/** The result as JSON text, or `! ` and the message of the error. */
export function shown(formula: string, context: Readonly<Record<string, unknown>> = {}): string {
  const given = parseJson(JSON.stringify(context));
  return given.ok ? shownWith(formula, given.value) : given.error.message;
}

export function shownWith(formula: string, context: Value): string {
  const compiled = compileFormula(formula);
  if (!compiled.ok) return `! ${compiled.error.message}`;
  const lookup = (name: string) => (isObjectValue(context) ? getKey(context, name) : undefined);
  const result = compiled.value.evaluate({ lookup }, environment);
  return result.ok ? stringifyJson(result.value) : `! ${result.error.message}`;
}

export interface PemPair {
  readonly publicKey: string;
  readonly privateKey: string;
}

export function rsaPair(modulusLength = 2_048): PemPair {
  return pemPair(generateKeyPairSync('rsa', { modulusLength }));
}

export function ecPair(namedCurve: string): PemPair {
  return pemPair(generateKeyPairSync('ec', { namedCurve }));
}

function pemPair({ publicKey, privateKey }: KeyPairKeyObjectResult): PemPair {
  return {
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}
