import { splitCode } from './split-code.ts';

/** A sentence with code in it, for the tips of the code editor, which are no React. */
export function proseElement(text: string): HTMLElement {
  const element = document.createElement('span');
  for (const part of splitCode(text)) {
    if (!part.isCode) element.append(part.text);
    else {
      const code = document.createElement('code');
      code.className = 'formula-code';
      code.textContent = part.text;
      element.append(code);
    }
  }
  return element;
}
