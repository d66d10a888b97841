/** What the thing under the pointer is: a function with its signature, a path with its value in the sample. */
import type { Extension } from '@codemirror/state';
import { hoverTooltip } from '@codemirror/view';
import { type Hover, hover } from '@fabula/formula/language';
import { codeElement } from './code-element.ts';
import { languageContext, sourceOf } from './language-facets.ts';
import { proseElement } from './prose-element.ts';

const afterMs = 350;

export const pointedAt: Extension = hoverTooltip(
  ({ state }, pos, side) => {
    const found = hover(sourceOf(state), side < 0 ? pos - 1 : pos, state.facet(languageContext));
    if (found === null) return null;
    const [pointFrom, pointTo] = found.range;
    return { pos: pointFrom, end: pointTo, above: true, create: () => ({ dom: tip(found), offset: { x: 0, y: 4 } }) };
  },
  { hoverTime: afterMs },
);

function tip({ title, text, type, preview, example }: Hover): HTMLElement {
  const element = document.createElement('div');
  element.className = 'formula-tip';
  element.append(codeElement(title, 'formula'));
  if (type !== undefined || preview !== undefined) {
    const value = document.createElement('div');
    value.className = 'formula-tip-value';
    if (preview !== undefined) value.append(codeElement(preview, 'formula'));
    if (type !== undefined) value.append(chip(type));
    element.append(value);
  }
  if (text !== undefined) element.append(proseElement(text));
  if (example !== undefined) {
    const shown = document.createElement('div');
    shown.className = 'formula-tip-example';
    shown.append(codeElement(example.formula, 'formula'), ' → ', codeElement(example.result, 'formula'));
    element.append(shown);
  }
  return element;
}

function chip(text: string): HTMLElement {
  const element = document.createElement('span');
  element.className = 'formula-tip-type';
  element.textContent = text;
  return element;
}
