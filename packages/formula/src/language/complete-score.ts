/** How well a name fits what was typed. */

/** Null: not at all. Names that begin with the word come first, then those in which a part does, then scattered letters. */
export function matchScore(name: string, word: string): number | null {
  if (word === '') return 0;
  if (name.startsWith(word)) return 1_000 - Math.min(name.length, 99);
  const [lowerName, lowerWord] = [name.toLowerCase(), word.toLowerCase()];
  if (lowerName.startsWith(lowerWord)) return 900 - Math.min(name.length, 99);
  if (partsOf(lowerName, name).some((part) => lowerName.startsWith(lowerWord, part))) return 700;
  if (initialsMatch(name, lowerName, lowerWord)) return 600;
  if (lowerWord.length >= 2 && lowerName.includes(lowerWord)) return 400;
  return lowerWord.length >= 3 && isScattered(lowerName, lowerWord) ? 200 : null;
}

/** Whether one of the words begins with what was typed. */
export function wordsMatch(words: string, word: string): boolean {
  if (word.length < 3) return false;
  const lowerWord = word.toLowerCase();
  return words
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .some((candidate) => candidate.startsWith(lowerWord));
}

/** Where the parts of `user_name`, `user-name` and `userName` start. */
function partsOf(lowerName: string, name: string): readonly number[] {
  const starts: number[] = [];
  for (let at = 0; at < name.length; at += 1) {
    const before = name.charAt(at - 1);
    const isAfterBreak = at === 0 || /[^\p{L}\p{N}]/u.test(before);
    const isCamel = at > 0 && before !== before.toUpperCase() && name.charAt(at) !== lowerName.charAt(at);
    if (isAfterBreak || isCamel) starts.push(at);
  }
  return starts;
}

/** `cpo` and `csvpo` for `CSV_PARSE_TO_OBJECTS`: pieces of the beginnings of parts, in order. */
function initialsMatch(name: string, lowerName: string, lowerWord: string): boolean {
  const starts = partsOf(lowerName, name);
  let at = 0;
  let used = 0;
  for (const [index, start] of starts.entries()) {
    const end = starts[index + 1] ?? lowerName.length;
    const before = at;
    for (let place = start; place < end && at < lowerWord.length && lowerName[place] === lowerWord[at]; place += 1)
      at += 1;
    if (at > before) used += 1;
    else if (used === 0) return false;
  }
  return at === lowerWord.length && used > 1;
}

function isScattered(lowerName: string, lowerWord: string): boolean {
  let at = 0;
  for (const character of lowerName) if (character === lowerWord[at]) at += 1;
  return at === lowerWord.length && lowerName[0] === lowerWord[0];
}
