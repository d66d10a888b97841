/**
 * A `curl` command as the options of an HTTP Request. Pure. Knows what browsers' "Copy as cURL" and API documentation write:
 * quotes of a POSIX shell, `$'…'`, lines continued with a backslash, long, short and joined options.
 */
import { isObjectValue, makeObject, type ObjectValue, parseJson, type Value } from '@fabula/formula';

export interface CurlRequest {
  readonly options: ObjectValue;
  /** Options of the command that have no counterpart, as they were written. */
  readonly ignored: readonly string[];
}

/** null: this is no curl command, or it names no address. */
export function readCurl(text: string): CurlRequest | null {
  if (!/^\s*\$?\s*curl\s/.test(text)) return null;
  const words = splitWords(text.trim().replace(/^\$\s*/, ''));
  if (words === null) return null;
  const command = readWords(words.slice(1));
  return command.url === null
    ? null
    : { options: toOptions({ ...command, url: command.url }), ignored: command.ignored };
}

interface Command {
  url: string | null;
  method: string | null;
  isGet: boolean;
  isInsecure: boolean;
  hasJson: boolean;
  user: string | null;
  readonly headers: [string, string][];
  readonly data: string[];
  readonly form: string[];
  readonly ignored: string[];
}

/** Short options by their long names. */
const longNames: Readonly<Record<string, string>> = {
  X: 'request',
  H: 'header',
  d: 'data',
  F: 'form',
  u: 'user',
  A: 'user-agent',
  e: 'referer',
  b: 'cookie',
  G: 'get',
  I: 'head',
  k: 'insecure',
  o: 'output',
  m: 'max-time',
};
const withValue = new Set(
  'request header data data-raw data-binary data-ascii data-urlencode json form user user-agent referer cookie url output max-time connect-timeout cacert cert key proxy retry resolve'.split(
    ' ',
  ),
);
/** Say how curl shows the answer or talks to the network; without meaning here. */
const silent = new Set(
  's S L v i f # silent show-error location verbose include fail compressed progress-bar globoff http1.1 http2'.split(
    ' ',
  ),
);

function readWords(words: readonly string[]): Command {
  const command: Command = {
    ...{ url: null, method: null, isGet: false, isInsecure: false, hasJson: false, user: null },
    ...{ headers: [], data: [], form: [], ignored: [] },
  };
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (!word.startsWith('-') || word === '-') {
      command.url ??= word;
      continue;
    }
    for (const { name, joined } of optionsIn(word)) {
      if (silent.has(name)) continue;
      if (!withValue.has(name)) {
        if (!takeFlag(command, name)) command.ignored.push(word);
        continue;
      }
      if (joined === null) at += 1;
      const value = joined ?? words[at] ?? '';
      if (!takeValue(command, name, value)) command.ignored.push(`${word} ${value}`);
    }
  }
  return command;
}

/** `-sSXPOST` → s, S, request with the value POST. `--data=x` → data with x. */
function optionsIn(word: string): { name: string; joined: string | null }[] {
  if (word.startsWith('--')) {
    const [name = '', ...rest] = word.slice(2).split('=');
    return [{ name, joined: rest.length > 0 ? rest.join('=') : null }];
  }
  const found: { name: string; joined: string | null }[] = [];
  for (let at = 1; at < word.length; at += 1) {
    const letter = word[at] ?? '';
    const name = longNames[letter] ?? letter;
    const rest = word.slice(at + 1);
    if (withValue.has(name)) return [...found, { name, joined: rest === '' ? null : rest }];
    found.push({ name, joined: null });
  }
  return found;
}

function takeFlag(command: Command, name: string): boolean {
  if (name === 'get') command.isGet = true;
  else if (name === 'insecure') command.isInsecure = true;
  else if (name === 'head') command.method ??= 'head';
  else return false;
  return true;
}

function takeValue(command: Command, name: string, value: string): boolean {
  switch (name) {
    case 'url':
      command.url ??= value;
      return true;
    case 'request':
      command.method = value.toLowerCase();
      return true;
    case 'header': {
      const [key = '', ...rest] = value.split(':');
      command.headers.push([key.trim(), rest.join(':').trim()]);
      return true;
    }
    case 'user-agent':
    case 'referer':
    case 'cookie':
      command.headers.push([{ 'user-agent': 'User-Agent', referer: 'Referer', cookie: 'Cookie' }[name], value]);
      return true;
    case 'json':
      command.hasJson = true;
      command.data.push(value);
      return true;
    case 'data':
    case 'data-raw':
    case 'data-binary':
    case 'data-ascii':
      // `@name` stands for a file on the computer of whoever wrote the command.
      if (value.startsWith('@') && name !== 'data-raw') return false;
      command.data.push(value);
      return true;
    case 'data-urlencode': {
      const [key = '', ...rest] = value.split('=');
      command.data.push(rest.length === 0 ? encodeURIComponent(key) : `${key}=${encodeURIComponent(rest.join('='))}`);
      return true;
    }
    case 'form':
      command.form.push(value);
      return true;
    case 'user':
      command.user = value;
      return true;
    case 'max-time':
    case 'output':
      return true;
    default:
      return false;
  }
}

function toOptions(command: Command & { readonly url: string }): ObjectValue {
  const body = command.data.join('&');
  const url = /^[a-z][a-z\d+.-]*:\/\//i.test(command.url) ? command.url : `http://${command.url}`;
  const hasBody = !command.isGet && (command.data.length > 0 || command.form.length > 0);
  const type = headerOf(command, 'content-type');
  const parsed = hasBody ? readBody(command, body, type) : null;
  const isTyped = parsed !== null && parsed.contentType === undefined && type === undefined;
  const headers: [string, string][] = [
    ...command.headers.filter(([key]) => parsed?.contentType === undefined || key.toLowerCase() !== 'content-type'),
    // What curl says of a body of which nothing is said.
    ...(isTyped ? [['Content-Type', 'application/x-www-form-urlencoded'] as [string, string]] : []),
  ];
  const [name = '', ...secret] = command.user?.split(':') ?? [];
  return makeObject([
    ['url', command.isGet && body !== '' ? `${url}${url.includes('?') ? '&' : '?'}${body}` : url],
    ['method', command.method ?? (hasBody ? 'post' : 'get')],
    ...(parsed === null ? [] : parsed.entries),
    ...(headers.length > 0 ? [['headers', makeObject(headers)] as const] : []),
    ...(command.user === null ? [] : [['basic_auth', [name, secret.join(':')]] as const]),
    ...(command.isInsecure ? [['disable_ssl_verification', true] as const] : []),
  ]);
}

type Entries = (readonly [string, Value])[];

function readBody(
  command: Command,
  body: string,
  type: string | undefined,
): { entries: Entries; contentType?: string } {
  const of = (contentType: string, payload: Value) => ({
    contentType,
    entries: [
      ['content_type', contentType],
      ['payload', payload],
    ] as Entries,
  });
  if (command.form.length > 0) return of('data', pairs(command.form));
  const json = command.hasJson || type === undefined || /json/i.test(type) ? parseJson(body) : null;
  if (json?.ok && isObjectValue(json.value)) return of('application_json', json.value);
  const isForm = type === undefined || /x-www-form-urlencoded/i.test(type);
  if (isForm && /^[^=&\s]+=/.test(body)) return of('form', pairs(body.split('&'), decode));
  // A text goes out untouched where a header says what it is.
  return { entries: [['payload', body]] };
}

function pairs(parts: readonly string[], read: (text: string) => string = (text) => text): ObjectValue {
  return makeObject(
    parts.map((part) => {
      const [key = '', ...rest] = part.split('=');
      return [read(key), read(rest.join('='))];
    }),
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

function headerOf({ headers }: Command, name: string): string | undefined {
  return headers.find(([key]) => key.toLowerCase() === name)?.[1];
}

/** One piece of a word: a continued line, a quoted text, an escaped sign, or a plain one. A lone & ends the command. */
const piece = /\\\r?\n|\$'(?:\\[\s\S]|[^'\\])*'|'[^']*'|"(?:\\[\s\S]|[^"\\])*"|\\[\s\S]|[^\s'"\\;|&]|&(?=\S)/;
const nextWord = new RegExp(`\\s*((?:${piece.source})+)`, 'y');

/** The words of the first command of a shell's line; null: a quote is not closed. */
function splitWords(text: string): string[] | null {
  const words: string[] = [];
  let at = 0;
  for (;;) {
    nextWord.lastIndex = at;
    const found = nextWord.exec(text);
    if (found === null) break;
    at = nextWord.lastIndex;
    const raw = found[1] ?? '';
    const word = unquote(raw);
    if (word !== '' || /['"]/.test(raw)) words.push(word);
  }
  return /^\s*['"]/.test(text.slice(at)) ? null : words;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

function unquote(word: string): string {
  return word.replaceAll(
    /\\\r?\n|\$'((?:\\[\s\S]|[^'\\])*)'|'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"|\\([\s\S])/g,
    (_, ansi?: string, single?: string, double?: string, escaped?: string) => {
      if (ansi !== undefined) {
        return ansi.replaceAll(/\\(?:u([\da-f]{4})|x([\da-f]{2})|([\s\S]))/gi, (__, unicode, hex, letter) =>
          letter === undefined ? String.fromCharCode(Number.parseInt(unicode ?? hex, 16)) : (escapes[letter] ?? letter),
        );
      }
      return (
        single ??
        double?.replaceAll(/\\(["\\$`]|\r?\n)/g, (__, sign: string) => (sign.endsWith('\n') ? '' : sign)) ??
        escaped ??
        ''
      );
    },
  );
}
