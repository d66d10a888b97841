import { expect, test } from 'vitest';
import { splitCode } from './split-code.ts';

test.each([
  ['nothing special', ['nothing special']],
  ['did you mean `UPCASE`?', ['did you mean ', '[UPCASE]', '?']],
  ['`a` or `b`', ['[a]', ' or ', '[b]']],
  ['a lone ` stays', ['a lone ` stays']],
  ['empty `` stays', ['empty `` stays']],
  ['', []],
])('%s', (text, parts) => {
  expect(splitCode(text).map((part) => (part.isCode ? `[${part.text}]` : part.text))).toEqual(parts);
});
