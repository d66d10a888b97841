/** Completion of tags in a text field: behind `<%`, and of the `in` of a loop. */
import type { Offer } from './complete-item.ts';

const TAG_BEFORE = /<%\s*(\p{L}*)$/u;
const LOOP_BEFORE = /<%\s*for\s+[\p{L}_][\p{L}\p{M}\p{N}_]*\s+(\p{L}*)$/u;
const TAG = /<%\s*(if|elseif|else|endif|for|endfor)(?![\p{L}\p{N}_])/gu;
/** A tag is not sought further back. */
const MAX_TAG = 300;

export interface TagPlace {
  readonly from: number;
  readonly word: string;
  readonly offers: readonly Offer[];
}

/** Null when the caret is not where the name of a tag, or an `in`, is written. */
export function tagsAt(source: string, at: number): TagPlace | null {
  const before = source.slice(Math.max(0, at - MAX_TAG), at);
  const isClosed = /^[\p{L}\p{N}_]*\s*%>/u.test(source.slice(at, at + MAX_TAG));
  const word = TAG_BEFORE.exec(before)?.[1];
  if (word !== undefined)
    return { from: at - word.length, word, offers: tagOffers(openTag(source.slice(0, at)), isClosed) };
  const loopWord = LOOP_BEFORE.exec(before)?.[1];
  if (loopWord === undefined || loopWord === 'in') return null;
  return { from: at - loopWord.length, word: loopWord, offers: [offer('in', 'in ', '', 'The array follows.')] };
}

function tagOffers(open: 'if' | 'for' | null, isClosed: boolean): readonly Offer[] {
  const end = isClosed ? '' : '%>';
  const opening = [
    offer('if', 'if ', isClosed ? '' : '%><%endif%>', 'The text up to `endif` when the condition holds.'),
    offer(
      'for',
      'for item in ',
      isClosed ? '' : '%><%endfor%>',
      'The text up to `endfor` for each element of an array.',
    ),
  ];
  if (open === 'for') return [{ ...offer('endfor', `endfor${end}`, '', 'Ends the loop.'), bonus: 30 }, ...opening];
  if (open !== 'if') return opening;
  return [
    { ...offer('endif', `endif${end}`, '', 'Ends the `if`.'), bonus: 30 },
    offer('else', `else${end}`, '', 'The text up to `endif` when no condition holds.'),
    offer('elseif', 'elseif ', end, 'Another condition, when those before do not hold.'),
    ...opening,
  ];
}

function offer(label: string, before: string, after: string, documentation: string): Offer {
  return { label, kind: 'keyword', insert: { text: before + after, caret: before.length }, documentation };
}

/** The innermost tag that is not ended. */
function openTag(before: string): 'if' | 'for' | null {
  const open: ('if' | 'for')[] = [];
  for (const match of before.matchAll(TAG)) {
    const name = match[1];
    if (name === 'if' || name === 'for') open.push(name);
    if (name === 'endif' || name === 'endfor') open.pop();
  }
  return open.at(-1) ?? null;
}
