/**
 * The body of an Outlook message that is kept as RTF only. Outlook writes HTML into RTF in such a way that it can be taken
 * out again (MS-OXRTFEX); any other RTF is read as plain text.
 */
import { decompressRTF } from '@kenjiuno/decompressrtf';
import { charsetOfCodePage, decodeCharset } from '../encoding/charsets.ts';
import { fromByteText, toByteText } from './byte-text.ts';
import { endsInLeadByte, RtfFonts } from './rtf-fonts.ts';

export type RtfBody = { readonly kind: 'html' | 'text'; readonly text: string };

/** What may come out of one byte, and what is read at all. */
const greatestRatio = 20;
const maxSize = 8_000_000;

export function readRtfBody(compressed: Uint8Array): RtfBody | undefined {
  if (compressed.length < 16 || compressed.length > maxSize) return undefined;
  // The library believes the sizes in the header; they are checked before it sees them.
  const view = new DataView(compressed.buffer, compressed.byteOffset, compressed.byteLength);
  const packed = view.getUint32(0, true);
  const raw = view.getUint32(4, true);
  const type = view.getUint32(8, true);
  if (packed + 4 > compressed.length || raw > compressed.length * greatestRatio) return undefined;
  if (type !== 0x75465a4c && type !== 0x414c454d) return undefined;
  const rtf = toByteText(Uint8Array.from(decompressRTF(Array.from(compressed.subarray(0, packed + 4)))));
  return rtf.startsWith('{\\rtf') ? new RtfReader(rtf).read() : undefined;
}

interface Group {
  /** Left out: fonts, styles, pictures, and whatever begins with `\*` and is not known. */
  readonly isHidden: boolean;
  /** Inside `\htmlrtf … \htmlrtf0`: what is only for readers of RTF. */
  readonly isForRtf: boolean;
  /** In the table of fonts. */
  readonly isFontTable: boolean;
  /** The font of what is written here. */
  readonly font: number | undefined;
  /** Characters after `\u` that stand for it where Unicode is not known. */
  readonly skip: number;
}

const token = /\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9A-Fa-f]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+/g;
const hidden: ReadonlySet<string> = new Set(['colortbl', 'stylesheet', 'info', 'pict', 'object', 'header', 'footer']);
const characters: Readonly<Record<string, string>> = {
  par: '\r\n',
  line: '\r\n',
  tab: '\t',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  bullet: '•',
  endash: '–',
  emdash: '—',
};

class RtfReader {
  readonly #source: string;
  readonly #output: string[] = [];
  /** Bytes that wait for their neighbours, because a character may have two. */
  #bytes = '';
  #charset: string | undefined = 'windows-1252';
  readonly #fonts = new RtfFonts();
  #usualFont = 0;
  #isHtml = false;
  #skipped = 0;
  #group: Group = { isHidden: false, isForRtf: false, isFontTable: false, font: undefined, skip: 1 };
  readonly #outer: Group[] = [];

  constructor(source: string) {
    this.#source = source;
  }

  read(): RtfBody {
    for (const match of this.#source.matchAll(token)) {
      const [, word, parameter, hex, symbol, brace, text] = match;
      if (hex !== undefined) this.#byte(String.fromCharCode(Number.parseInt(hex, 16)));
      else {
        if (brace !== undefined) this.#brace(brace);
        else if (word !== undefined) this.#word(word, parameter === undefined ? undefined : Number(parameter));
        else if (symbol !== undefined) this.#symbol(symbol);
        else if (text !== undefined) this.#plain(text);
      }
    }
    this.#flush();
    return { kind: this.#isHtml ? 'html' : 'text', text: this.#output.join('') };
  }

  #brace(brace: string): void {
    this.#flush();
    this.#skipped = 0;
    if (brace === '{') {
      if (this.#outer.length < 500) this.#outer.push(this.#group);
    } else this.#group = this.#outer.pop() ?? this.#group;
  }

  #word(word: string, parameter: number | undefined): void {
    if (word === 'u' && parameter !== undefined) {
      this.#write(String.fromCharCode(parameter & 0xffff));
      this.#skipped = this.#group.skip;
    } else if (word === 'uc') this.#group = { ...this.#group, skip: Math.max(parameter ?? 1, 0) };
    else if (word === 'f') this.#font(parameter ?? 0);
    else if (word === 'fcharset' && this.#group.isFontTable) this.#fonts.setCharset(parameter ?? 0);
    else if (word === 'deff') this.#usualFont = parameter ?? 0;
    else if (word === 'plain') this.#font(undefined);
    else if (word === 'fonttbl') this.#group = { ...this.#group, isHidden: true, isFontTable: true };
    else if (word === 'ansicpg') this.#charset = charsetOfCodePage(parameter ?? 1252) ?? this.#charset;
    else if (word === 'fromhtml') this.#isHtml = parameter === 1;
    else if (word === 'htmlrtf') this.#group = { ...this.#group, isForRtf: parameter !== 0 };
    else if (word === 'htmltag' || word === 'mhtmltag') this.#group = { ...this.#group, isHidden: word === 'mhtmltag' };
    else if (hidden.has(word)) this.#group = { ...this.#group, isHidden: true };
    else if (Object.hasOwn(characters, word)) this.#write(characters[word] ?? '');
    // Raw bytes follow.
    else if (word === 'bin') this.#skipped = Math.max(parameter ?? 0, 0);
  }

  #font(font: number | undefined): void {
    this.#flush();
    if (this.#group.isFontTable) this.#fonts.describe(font ?? 0);
    else this.#group = { ...this.#group, font };
  }

  #symbol(symbol: string): void {
    // Unless it turns out to be a tag of HTML.
    if (symbol === '*') this.#group = { ...this.#group, isHidden: true };
    else if (symbol === '~') this.#write(this.#isHtml ? '&nbsp;' : '\u00a0');
    else if (symbol === '_') this.#write(this.#isHtml ? '&shy;' : '\u00ad');
    else if (symbol === '\n' || symbol === '\r') this.#write('\r\n');
    else if ('\\{}'.includes(symbol)) this.#plain(symbol);
  }

  #plain(text: string): void {
    const cut = Math.min(this.#skipped, text.length);
    this.#skipped -= cut;
    let rest = text.slice(cut);
    // The second byte of a character may be one of ASCII, which is written as it is.
    if (rest !== '' && endsInLeadByte(this.#bytes, this.#currentCharset())) {
      this.#bytes += rest.charAt(0);
      rest = rest.slice(1);
      this.#flush();
    }
    if (rest !== '') this.#write(rest);
  }

  #byte(character: string): void {
    if (this.#skipped > 0) this.#skipped--;
    else if (this.#isShown()) this.#bytes += character;
  }

  #write(text: string): void {
    this.#flush();
    if (this.#isShown()) this.#output.push(text);
  }

  #isShown(): boolean {
    return !this.#group.isHidden && !this.#group.isForRtf;
  }

  #flush(): void {
    if (this.#bytes === '') return;
    this.#output.push(decodeCharset(fromByteText(this.#bytes), this.#currentCharset()));
    this.#bytes = '';
  }

  #currentCharset(): string | undefined {
    return this.#fonts.charsetOf(this.#group.font ?? this.#usualFont) ?? this.#charset;
  }
}
