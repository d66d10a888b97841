/** The tokens of one formula with the comments that belong to them. */
import type { Token } from '../../syntax/tokens.ts';

export interface CommentedToken {
  readonly type: Token['type'];
  readonly text: string;
  /** Comments on lines of their own before it. */
  readonly before: string[];
  /** Comments behind it in its line. */
  readonly behind: string[];
}

/** The last token is an end, which holds the comments after the formula. Semicolons at the end are left out. */
export function withComments(tokens: readonly Token[], source: string): readonly CommentedToken[] {
  const found: CommentedToken[] = [];
  let before: string[] = [];
  let lastEnd: number | null = null;
  for (const token of tokens) {
    if (token.type === 'comment') {
      const text = token.text.trimEnd();
      const last = found.at(-1);
      const isBehind =
        last !== undefined && before.length === 0 && !source.slice(lastEnd ?? 0, token.from).includes('\n');
      if (isBehind) last.behind.push(text);
      else before.push(text);
      continue;
    }
    lastEnd = token.to;
    if (token.type === 'symbol' && token.text === ';') continue;
    found.push({ type: token.type, text: token.text, before, behind: [] });
    before = [];
  }
  found.push({ type: 'end', text: '', before, behind: [] });
  return found;
}
