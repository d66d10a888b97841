/** ASCII likenesses. Accents come off by decomposition; letters that have none to take off are in the table. */

const likenesses: ReadonlyMap<string, string> = new Map([
  ['ß', 'ss'],
  ['ẞ', 'SS'],
  ['æ', 'ae'],
  ['Æ', 'AE'],
  ['œ', 'oe'],
  ['Œ', 'OE'],
  ['ø', 'o'],
  ['Ø', 'O'],
  ['ð', 'd'],
  ['Ð', 'D'],
  ['þ', 'th'],
  ['Þ', 'Th'],
  ['đ', 'd'],
  ['Đ', 'D'],
  ['ħ', 'h'],
  ['Ħ', 'H'],
  ['ı', 'i'],
  ['ĸ', 'k'],
  ['ł', 'l'],
  ['Ł', 'L'],
  ['ŋ', 'ng'],
  ['Ŋ', 'NG'],
  ['ŧ', 't'],
  ['Ŧ', 'T'],
  ['×', 'x'],
]);

export function transliterate(text: string): string {
  return text.normalize('NFC').replace(/[^\0-\x7f]/gu, (character) => {
    const likeness = likenesses.get(character);
    if (likeness !== undefined) return likeness;
    const base = character.normalize('NFD').replace(/\p{M}+/gu, '');
    return /^[\0-\x7f]+$/.test(base) ? base : '?';
  });
}
