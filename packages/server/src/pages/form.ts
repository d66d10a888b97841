/** The form of a page: what a visitor sees, with what was written and what is wrong with it. */
import {
  type ButtonElement,
  buttonInput,
  type Condition,
  type InputElement,
  type InputProblem,
  isInput,
  type Sent,
  type ShownContainer,
  type ShownElement,
  type ShownPage,
  type TableElement,
} from '@fabula/actions';
import { renderChart } from './chart.ts';
import { attributes, type Html, html, type Part } from './html.ts';
import { renderMarkdown } from './markdown.ts';

export interface FormState {
  readonly page: ShownPage;
  /** Where it is sent. */
  readonly address: string;
  /** Tells one opening of the page from another. */
  readonly token: string;
  readonly sent: Sent;
  readonly problems: readonly InputProblem[];
  /** Whether it stays as it is whatever is written; those are left out or shown for good. */
  readonly isHidden: (of: ShownElement | ShownContainer) => boolean;
}

export const tokenInput = '~form';
export const addInput = '~add';
export const rowsInput = '~rows:';

/** Choices up to here are seen at once; more are a list to choose from. */
const mostRadios = 7;

export function renderForm(state: FormState): Html {
  const { page } = state;
  const elements = page.containers.flatMap(({ rows }) => rows.flat());
  const hasTitle = elements.some(({ kind }) => kind === 'title');
  const hasFiles = elements.some(({ kind }) => kind === 'file');
  const titles = { isFirst: true };
  return html`${problemList(state)}
${hasTitle ? null : html`<h1>${page.title}</h1>`}
${page.description === null ? null : html`<div class="text">${renderMarkdown(page.description)}</div>`}
<form method="post"${attributes({
    action: state.address,
    enctype: hasFiles ? 'multipart/form-data' : null,
    'data-auto-submit': page.autoSubmitSeconds,
  })}>
<input type="hidden" name="${tokenInput}" value="${state.token}">
${page.containers.map((container) => renderContainer(container, state, titles))}
</form>`;
}

function problemList({ problems }: FormState): Html | null {
  if (problems.length === 0) return null;
  return html`<div class="problems" role="alert" tabindex="-1"><p><strong>${problems.length === 1 ? 'One thing is' : `${problems.length} things are`} still to do:</strong></p>
<ul>${problems.map(({ input, label, message }) => html`<li><a href="#${idOf(input)}">${label === '' ? message : `${label}: ${message}`}</a></li>`)}</ul></div>`;
}

function renderContainer(container: ShownContainer, state: FormState, titles: { isFirst: boolean }): Html | null {
  if (state.isHidden(container)) return null;
  const classes = ['container', container.layout, container.alignment, `space-${container.spacing}`].join(' ');
  const rows = container.rows.map(
    (row) =>
      html`<div class="${container.isLoop ? 'row looped' : 'row'}">${row.map((element) => renderElement(element, state, titles))}</div>`,
  );
  const growth = container.canGrow
    ? html`<input type="hidden" name="${rowsInput}${container.guid}" value="${container.ownRows}">
<div><button class="secondary" name="${addInput}" value="${container.guid}" formnovalidate>Add another</button></div>`
    : null;
  return html`<div class="${classes}"${conditionsOf(container.conditions)}>${rows}${growth}</div>`;
}

/** Formulas in conditions were read here; the rest is for the script. */
function conditionsOf(conditions: readonly Condition[]): Html | null {
  return conditions.length === 0 ? null : attributes({ 'data-conditions': JSON.stringify(conditions) });
}

function renderElement(element: ShownElement, state: FormState, titles: { isFirst: boolean }): Html | null {
  if (state.isHidden(element)) return null;
  const inner = contentOf(element, state, titles);
  const width = element.width === null ? '' : ` ${widthClass(element)}`;
  const isGroup = isInput(element) && isChoiceGroup(element);
  const attached = conditionsOf(element.conditions);
  return isGroup
    ? html`<fieldset class="field${width}" id="${idOf(element.input)}" tabindex="-1"${attached}>${inner}</fieldset>`
    : html`<div class="field${element.kind === 'button' ? ' act' : ''}${width}"${attached}>${inner}</div>`;
}

export function widthClass(element: ShownElement): string {
  return `w-${idOf(element.guid)}`;
}

function contentOf(element: ShownElement, state: FormState, titles: { isFirst: boolean }): Part {
  switch (element.kind) {
    case 'title': {
      const { isFirst } = titles;
      titles.isFirst = false;
      return isFirst ? html`<h1>${element.content}</h1>` : html`<h2>${element.content}</h2>`;
    }
    case 'text':
      return html`<div class="text">${renderMarkdown(element.content)}</div>`;
    case 'button':
      return renderButton(element);
    case 'table':
      return renderTable(element);
    case 'chart':
      return [caption(element), renderChart(element, element.label)];
    case 'image':
      return renderImage(element);
    default:
      return renderInput(element, state);
  }
}

function caption({ label, description }: ShownElement): Part {
  return [
    label === '' ? null : html`<div class="label">${label}</div>`,
    description === null ? null : html`<div class="help">${renderMarkdown(description)}</div>`,
  ];
}

function renderButton({ input, content, style }: ButtonElement): Html {
  return html`<button type="submit" class="${style}" name="${buttonInput}" value="${input}">${content}</button>`;
}

function renderImage(element: Extract<ShownElement, { kind: 'image' }>): Html {
  const { source, address, label, description } = element;
  const shown =
    source !== null
      ? html`<img src="${source}" alt="${label}">`
      : address === null
        ? html`<p>This image cannot be shown.</p>`
        : html`<p><a href="${address}" rel="noopener noreferrer nofollow">${label === '' ? address : label}</a></p>`;
  return html`<figure>${shown}${description === null ? null : html`<figcaption>${renderMarkdown(description)}</figcaption>`}</figure>`;
}

function renderTable(table: TableElement): Html {
  const id = idOf(table.input);
  const head = [table.canSelect ? html`<th scope="col" class="tick"><span class="plain">Select</span></th>` : null];
  return html`${table.description === null ? null : html`<div class="help">${renderMarkdown(table.description)}</div>`}
${table.isSearchable ? html`<div class="search" data-search="${id}" hidden><label class="label" for="${id}-search">Search in ${table.label}</label><input type="search" id="${id}-search"></div>` : null}
<div class="scroll" role="region" aria-label="${table.label || 'Table'}" tabindex="0"><table id="${id}">
${table.label === '' ? null : html`<caption>${table.label}</caption>`}
<thead><tr>${head}${table.columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>${table.rows.map(
    (row, index) =>
      html`<tr>${table.canSelect ? html`<td><input type="checkbox" name="${table.input}" value="${index}" aria-label="Select row ${index + 1}"></td>` : null}${row.map((cell) => html`<td>${cell}</td>`)}</tr>`,
  )}</tbody></table></div>`;
}

function isChoiceGroup(element: InputElement): boolean {
  return element.kind === 'option' && (element.isMultiple || element.choices.length <= mostRadios);
}

function renderInput(element: InputElement, state: FormState): Part {
  const id = idOf(element.input);
  const problem = state.problems.find(({ input }) => input === element.input)?.message ?? null;
  const described = [
    element.description === null ? null : `${id}-help`,
    problem === null ? null : `${id}-error`,
  ].filter((part) => part !== null);
  // What may be hidden is required by the script, while it is shown.
  const isAlways = element.conditions.length === 0 && !isInside(element, state);
  const common = {
    id,
    name: element.input,
    required: element.isRequired && isAlways,
    'data-needed': element.isRequired && !isAlways ? '' : null,
    'aria-describedby': described.length === 0 ? null : described.join(' '),
    'aria-invalid': problem === null ? null : 'true',
  };
  const help = [
    element.description === null
      ? null
      : html`<div class="help" id="${id}-help">${renderMarkdown(element.description)}</div>`,
  ];
  const needed = element.isRequired ? html` <span class="needed">(required)</span>` : null;
  const error = problem === null ? null : html`<p class="error" id="${id}-error">${problem}</p>`;
  if (isChoiceGroup(element)) {
    return [html`<legend>${element.label}${needed}</legend>`, help, choices(element, common, state), error];
  }
  if (element.kind === 'boolean') {
    const isOn = ['true', 'on'].includes(textIn(element, state));
    return html`<label class="choice"><input type="checkbox" value="true"${attributes({ ...common, checked: isOn })}><span>${element.label}${needed}</span></label>${help}${error}`;
  }
  return html`<label class="label" for="${id}">${element.label}${needed}</label>${help}${control(element, common, state)}${error}`;
}

/** Whether its container may be hidden. */
function isInside(element: InputElement, { page }: FormState): boolean {
  return page.containers.some(
    ({ conditions, rows }) => conditions.length > 0 && rows.some((row) => row.includes(element)),
  );
}

type Common = Readonly<Record<string, string | number | boolean | null>>;

function choices(element: InputElement, common: Common, state: FormState): Html {
  const chosen = new Set(state.sent.get(element.input));
  const { id: _, required, ...rest } = common;
  return html`<div class="choices">${element.choices.map(
    ({ value, label }) =>
      html`<label class="choice"><input${attributes({
        ...rest,
        type: element.isMultiple ? 'checkbox' : 'radio',
        value,
        checked: chosen.has(value),
        // Of checkboxes any one is enough, which markup cannot say.
        required: required === true && !element.isMultiple,
        'data-needed': element.isMultiple ? null : (rest['data-needed'] ?? null),
      })}><span>${label}</span></label>`,
  )}</div>`;
}

function control(element: InputElement, common: Common, state: FormState): Html {
  const value = textIn(element, state);
  const { maxCharacters, min, max, step } = element;
  const maxlength = maxCharacters !== null && maxCharacters > 0 ? maxCharacters : null;
  const input = (type: string, more: Common = {}): Html =>
    html`<input${attributes({ type, ...common, value, ...more })}>`;
  switch (element.kind) {
    case 'long_text':
      return html`<textarea${attributes({ ...common, maxlength })}>
${value}</textarea>`;
    case 'email':
      return input('email', { autocomplete: 'email', maxlength });
    case 'url':
      return input('url', { maxlength });
    case 'number':
      return input('number', { min, max, step: step ?? 'any' });
    case 'slider': {
      const id = String(common['id']);
      return html`${input('range', { min: min ?? 0, max: max ?? 100, step: step ?? 1 })}<output id="${id}-value" for="${id}">${value}</output>`;
    }
    case 'date':
      return input(element.dateMode === 'datetime' ? 'datetime-local' : element.dateMode, {
        value: dateValue(element, value),
        step: element.dateMode === 'date' ? null : 1,
      });
    case 'file':
      return input('file', { value: null, multiple: element.isMultiple });
    case 'password':
      return input('password', { value: null, autocomplete: 'off', maxlength });
    case 'option':
      return html`<select${attributes(common)}><option value="">Choose…</option>${element.choices.map(
        (choice) =>
          html`<option${attributes({ value: choice.value, selected: choice.value === value })}>${choice.label}</option>`,
      )}</select>`;
    default:
      return input('text', { maxlength });
  }
}

/** As the browser's input takes it, whatever ISO form it came in. */
function dateValue({ dateMode }: InputElement, value: string): string {
  const [date = '', time = ''] = value.trim().split(/[T ]/);
  const clock = time.replace(/(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?$/, '');
  if (dateMode === 'date') return date;
  if (dateMode === 'time') return clock === '' ? date : clock;
  return date === '' ? '' : `${date}T${clock === '' ? '00:00' : clock}`;
}

function textIn(element: InputElement, { sent }: FormState): string {
  const [first] = sent.get(element.input) ?? [];
  return typeof first === 'string' ? first : '';
}

/** Usable in a selector and an address, whatever the guid is made of. */
function idOf(input: string): string {
  return `f-${input.replace(/[^\w-]/g, '_')}`;
}
