/** A formula with its input inside an address: after the `#`, so that it is never sent to the server or into its logs. */
import { isArrayValue, parseJson, stringifyJson } from '@fabula/formula';

export interface SharedFormula {
  readonly formula: string;
  /** JSON text of the input. */
  readonly input: string;
  readonly mode: 'formula' | 'text';
}

/** Base64 with the letters of addresses, because the router and chat programs rewrite percent signs. */
export function packFormula({ formula, input, mode }: SharedFormula): string {
  const bytes = new TextEncoder().encode(stringifyJson([formula, input, mode]));
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Null for what was not packed here. */
export function unpackFormula(packed: string): SharedFormula | null {
  if (!/^[\w-]+$/.test(packed)) return null;
  let text: string;
  try {
    text = atob(packed.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    return null;
  }
  const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  const parsed = parseJson(new TextDecoder().decode(bytes));
  if (!parsed.ok || !isArrayValue(parsed.value)) return null;
  const [formula, input, mode] = parsed.value;
  if (typeof formula !== 'string' || typeof input !== 'string') return null;
  return { formula, input, mode: mode === 'text' ? 'text' : 'formula' };
}

/** The part of an address that leads to an example, counted from 1, and carries its edited text. */
export function exampleHash(number: number, shared: SharedFormula | null): string {
  return shared === null ? `example-${number}` : `example-${number}.${packFormula(shared)}`;
}

/** What a hash says about one example: nothing, that it is meant, or its edited text. */
export function readExampleHash(hash: string, number: number): SharedFormula | 'plain' | null {
  const [name, packed] = hash.replace(/^#/, '').split('.');
  if (name !== `example-${number}`) return null;
  return (packed === undefined ? null : unpackFormula(packed)) ?? 'plain';
}
