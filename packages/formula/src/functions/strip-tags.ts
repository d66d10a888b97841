/**
 * Removes HTML tags in one pass from left to right, with the results of Liquid's `strip_html`, which stories rely on: a
 * parser of HTML (parse5) would repair the text instead, decode its entities, and take what stands in a title or a template
 * for something else.
 */

/** What is removed together with its contents. */
const blocks: readonly (readonly [opening: string, closing: string])[] = [
  ['<!--', '-->'],
  ['<script', '</script>'],
  ['<style', '</style>'],
];

/** A `<` that nothing closes stays in the text. */
export function stripTags(html: string): string {
  // Only ASCII letters change, so positions stay the same.
  const lower = html.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  const neverClosed = new Set<string>();
  const pieces: string[] = [];
  let position = 0;
  for (;;) {
    const start = html.indexOf('<', position);
    if (start === -1) break;
    const end = endOfTag(lower, start, neverClosed);
    if (end === undefined) break;
    pieces.push(html.slice(position, start));
    position = end;
  }
  pieces.push(html.slice(position));
  return pieces.join('');
}

function endOfTag(lower: string, start: number, neverClosed: Set<string>): number | undefined {
  for (const [opening, closing] of blocks) {
    if (neverClosed.has(closing) || !lower.startsWith(opening, start)) continue;
    const end = lower.indexOf(closing, start + opening.length);
    if (end !== -1) return end + closing.length;
    // Looked for once: otherwise a text of nothing but openings would be searched to its end for each of them.
    neverClosed.add(closing);
  }
  const end = lower.indexOf('>', start);
  return end === -1 ? undefined : end + 1;
}
