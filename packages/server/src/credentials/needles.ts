/**
 * Finds secrets in text, in the spellings in which they come back from outside, and replaces them. Long texts are gone
 * through once, however many secrets there are: 40 MB take about 0.6 s.
 *
 * A regular expression of all spellings was tried: as quick for one secret, a hundred times slower for three hundred.
 */
const mask = '********';
/** Shorter ones are not looked for: they would be found everywhere. */
export const shortestSecret = 4;
/** Characters of base64 that a secret fixes; fewer would be found by chance in large files. */
const shortestBase64 = 5;

export class Needles {
  /** By the hash of their first four characters; longer ones first. */
  readonly #byHead = new Map<number, string[]>();
  readonly #heads = new Uint8Array(0x10000);

  /** A secret with all its spellings. */
  add(secret: string): void {
    for (const spelling of spellingsOf(secret)) this.#addSpelling(spelling);
  }

  get isEmpty(): boolean {
    return this.#byHead.size === 0;
  }

  mask(text: string): string {
    if (this.isEmpty || text.length < shortestSecret) return text;
    let masked = '';
    let copied = 0;
    let hash = 0;
    for (let at = 0; at < text.length; at++) {
      hash = ((hash << 4) ^ text.charCodeAt(at)) & 0xffff;
      const from = at + 1 - shortestSecret;
      if (this.#heads[hash] === 0 || from < copied) continue;
      const found = this.#byHead.get(hash)?.find((needle) => text.startsWith(needle, from));
      if (found === undefined) continue;
      masked += text.slice(copied, from) + mask;
      copied = from + found.length;
      // what follows is looked at anew
      at = copied - 1;
    }
    return copied === 0 ? text : masked + text.slice(copied);
  }

  #addSpelling(spelling: string): void {
    if (spelling.length < shortestSecret) return;
    let hash = 0;
    for (let at = 0; at < shortestSecret; at++) hash = ((hash << 4) ^ spelling.charCodeAt(at)) & 0xffff;
    const known = this.#byHead.get(hash) ?? [];
    if (known.includes(spelling)) return;
    known.push(spelling);
    known.sort((one, other) => other.length - one.length);
    this.#byHead.set(hash, known);
    this.#heads[hash] = 1;
  }
}

/** As it is, and as JSON, HTML, addresses, forms, base64 and hex digits have it. */
export function spellingsOf(secret: string): ReadonlySet<string> {
  if (secret.length < shortestSecret) return new Set();
  const text = secret.toWellFormed();
  const spellings = new Set([secret]);
  for (const json of jsonSpellings(text)) {
    spellings.add(json);
    // JSON as a text inside JSON
    for (const nested of jsonSpellings(json)) spellings.add(nested);
  }
  for (const html of htmlSpellings(text)) spellings.add(html);
  for (const encoded of urlSpellings(text)) spellings.add(encoded);
  const bytes = Buffer.from(text, 'utf8');
  spellings.add(bytes.toString('hex'));
  spellings.add(bytes.toString('hex').toUpperCase());
  for (const base64 of base64Spellings(bytes)) {
    spellings.add(base64);
    spellings.add(base64.replaceAll('+', '-').replaceAll('/', '_'));
  }
  return spellings;
}

function jsonSpellings(text: string): string[] {
  const plain = JSON.stringify(text).slice(1, -1);
  const ascii = plain.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return [plain, ascii, plain.replaceAll('/', '\\/'), ascii.replaceAll('/', '\\/')];
}

function htmlSpellings(text: string): string[] {
  const basic = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return [
    basic,
    basic.replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
    basic.replaceAll('"', '&#34;').replaceAll("'", '&#39;'),
    basic.replaceAll('"', '&quot;').replaceAll("'", '&#x27;'),
  ];
}

function urlSpellings(text: string): string[] {
  const usual = encodeURIComponent(text);
  const strict = usual.replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
  const all = [usual, strict, usual.replaceAll('%20', '+'), strict.replaceAll('%20', '+'), encodeURI(text)];
  return [...all, ...all.map((encoded) => encoded.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()))];
}

/**
 * The characters of base64 that the bytes fix wherever they stand in a longer text (`user:secret`): at one of three
 * alignments, without the characters that depend on the neighbours.
 */
function base64Spellings(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    const fixed = encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
    return fixed.length < shortestBase64 ? [] : [fixed];
  });
}
