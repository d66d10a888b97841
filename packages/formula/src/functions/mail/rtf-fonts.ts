/** The fonts of an RTF text decide what its bytes mean. */
import { charsetOfCodePage } from '../encoding/charsets.ts';

/** Code pages of the charset numbers of Windows; those that are missing are the one of the text. */
const codePages: ReadonlyMap<number, number> = new Map([
  [77, 10000],
  [128, 932],
  [129, 949],
  [134, 936],
  [136, 950],
  [161, 1253],
  [162, 1254],
  [163, 1258],
  [177, 1255],
  [178, 1256],
  [186, 1257],
  [204, 1251],
  [222, 874],
  [238, 1250],
]);

export class RtfFonts {
  readonly #charsets = new Map<number, string | undefined>();
  #described = 0;

  /** The font that what follows in the table is about. */
  describe(font: number): void {
    this.#described = font;
  }

  setCharset(number: number): void {
    const codePage = codePages.get(number);
    this.#charsets.set(this.#described, codePage === undefined ? undefined : charsetOfCodePage(codePage));
  }

  charsetOf(font: number): string | undefined {
    return this.#charsets.get(font);
  }
}

/** Charsets of East Asia, in which a byte above 128 begins a character of two. */
const wideCharsets: ReadonlySet<string> = new Set(['shift_jis', 'gbk', 'euc-kr', 'big5']);

/** Whether the last byte wants another one to be a character. */
export function endsInLeadByte(bytes: string, charset: string | undefined): boolean {
  if (bytes === '' || charset === undefined || !wideCharsets.has(charset)) return false;
  let position = 0;
  while (position < bytes.length) {
    const byte = bytes.charCodeAt(position);
    const isHalfWidth = charset === 'shift_jis' && byte >= 0xa0 && byte <= 0xdf;
    position += byte > 0x80 && !isHalfWidth ? 2 : 1;
  }
  return position > bytes.length;
}
