/**
 * The part of Markdown that notes use: headings, lists, quotes, code, bold, italics, links. The result is a tree that
 * React draws as text, so markup inside a note stays text and cannot become HTML.
 */
export type Inline =
  | { readonly kind: 'text' | 'strong' | 'emphasis' | 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly text: readonly Inline[] }
  | { readonly kind: 'paragraph' | 'quote'; readonly lines: readonly (readonly Inline[])[] }
  | { readonly kind: 'list'; readonly isOrdered: boolean; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: 'code'; readonly text: string };

const heading = /^(#{1,6})\s+(.*?)\s*#*$/;
const bullet = /^\s*[-*+]\s+(.*)$/;
const number = /^\s*\d+[.)]\s+(.*)$/;
const quote = /^>\s?(.*)$/;
const fence = /^\s*```/;

export function parseMarkdown(source: string): Block[] {
  const lines = source.split(/\r?\n/);
  const blocks: Block[] = [];
  let at = 0;

  /** The lines from here on that the pattern matches, without what it takes off; moves behind them. */
  function takeAll(pattern: RegExp): (readonly Inline[])[] {
    const taken: (readonly Inline[])[] = [];
    for (let match = pattern.exec(lines[at] ?? ''); match !== null; match = pattern.exec(lines[at] ?? '')) {
      taken.push(parseInline(match[1] ?? ''));
      at += 1;
    }
    return taken;
  }

  while (at < lines.length) {
    const line = lines[at] ?? '';
    const title = heading.exec(line);
    if (line.trim() === '') {
      at += 1;
    } else if (fence.test(line)) {
      const rest = lines.slice(at + 1);
      const end = rest.findIndex((each) => fence.test(each));
      const code = end === -1 ? rest : rest.slice(0, end);
      blocks.push({ kind: 'code', text: code.join('\n') });
      at += code.length + 2;
    } else if (title !== null) {
      blocks.push({ kind: 'heading', level: title[1]?.length ?? 1, text: parseInline(title[2] ?? '') });
      at += 1;
    } else if (bullet.test(line)) {
      blocks.push({ kind: 'list', isOrdered: false, items: takeAll(bullet) });
    } else if (number.test(line)) {
      blocks.push({ kind: 'list', isOrdered: true, items: takeAll(number) });
    } else if (quote.test(line)) {
      blocks.push({ kind: 'quote', lines: takeAll(quote) });
    } else {
      blocks.push({ kind: 'paragraph', lines: takeAll(/^(?!\s*$|#{1,6}\s|\s*[-*+]\s|\s*\d+[.)]\s|>|\s*```)(.*)$/) });
    }
  }
  return blocks;
}

const spans =
  /`([^`]+)`|\*\*([^*]+)\*\*|__([^_]+)__|\*([^*\s][^*]*)\*|\[([^\]]+)\]\(([^)\s]+)\)|<?(https?:\/\/[^\s<>)\]]+[^\s<>)\].,;:!?'"])>?/g;

export function parseInline(text: string): Inline[] {
  const parts: Inline[] = [];
  let from = 0;
  for (const match of text.matchAll(spans)) {
    if (match.index > from) parts.push({ kind: 'text', text: text.slice(from, match.index) });
    parts.push(toSpan(match));
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) });
  return parts;
}

function toSpan(match: RegExpMatchArray): Inline {
  const [whole, code, stars, lines, emphasis, label, target, address] = match;
  if (code !== undefined) return { kind: 'code', text: code };
  const strong = stars ?? lines;
  if (strong !== undefined) return { kind: 'strong', text: strong };
  if (emphasis !== undefined) return { kind: 'emphasis', text: emphasis };
  if (address !== undefined) return { kind: 'link', text: address, href: address };
  // Only addresses that open a page or a mail; `javascript:` and the like stay text.
  if (label !== undefined && target !== undefined && /^(https?:\/\/|mailto:)/i.test(target)) {
    return { kind: 'link', text: label, href: target };
  }
  return { kind: 'text', text: whole };
}
