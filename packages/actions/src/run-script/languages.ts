import type { Script } from '@fabula/engine';
import type { OptionChoice } from '@fabula/model';

/** As stories spell them; the first is what a new action has. */
export const languageChoices: readonly OptionChoice[] = [
  { value: 'python', title: 'Python' },
  { value: 'python3.13', title: 'Python 3.13' },
  { value: 'python_3_13', title: 'Python 3.13 (as exports spell it)' },
  { value: 'python3.9', title: 'Python 3.9' },
  { value: 'python_3_9', title: 'Python 3.9 (as exports spell it)' },
  { value: 'javascript', title: 'JavaScript' },
];

export const languageNote =
  'There is one Python, 3.13, for every spelling. JavaScript (ES2023, without modules) is an addition of Fabula.';

export function languageOf(choice: string): Script['language'] {
  return choice === 'javascript' ? 'javascript' : 'python';
}
