/** Reads the formulas of a page: what it shows to the visitor who opens it now. Throws OptionFailure. */
import type { Names, OptionReader } from '@fabula/engine';
import {
  entriesOf,
  getKey,
  isArrayValue,
  isObjectValue,
  keysOf,
  makeObject,
  type ObjectValue,
  toNative,
  toNumber,
  toText,
  type Value,
} from '@fabula/formula';
import { type DefinedAction, isGiven, jsonFromText, toList } from '@fabula/model';
import { readConditions } from './conditions.ts';
import {
  actionColor,
  anonymize,
  appearanceMode,
  autoSubmit,
  autoSubmitTime,
  backgroundColor,
  description,
  displayMode,
  loadingMessage,
  mode,
  type PageVisibility,
  pageLogo,
  pageWidth,
  redirect,
  submissionMessage,
  visibility,
  visibilityOf,
} from './fields.ts';
import {
  flagAt,
  givenText,
  numberAt,
  readPageContent,
  type StoredContainer,
  type StoredElement,
} from './page-content.ts';
import type {
  ButtonElement,
  ChartElement,
  ContentElement,
  ImageElement,
  InputElement,
  PageAfter,
  PageLook,
  ShownContainer,
  ShownElement,
  ShownPage,
  TableElement,
} from './shown-page.ts';

/** Rows that a visitor may have in a container that grows. */
export const maxRows = 50;
/** Rows of a loop or of a table that are shown. */
const maxItems = 5_000;

/** `extraRows`: by container, how many rows the visitor has added. */
export function resolvePage(
  action: DefinedAction,
  reader: OptionReader,
  extraRows: ReadonlyMap<string, number> = new Map(),
): ShownPage {
  const content = readPageContent(action.page, reader);
  const containers = content.containers.map((container) =>
    resolveContainer(container, content.conditions, reader, extraRows.get(container.guid) ?? 0),
  );
  const autoSubmitSeconds = autoSubmit.read(reader) ? readSeconds(autoSubmitTime.read(reader)) : null;
  const hasButton = containers.some(({ rows }) => rows.some((row) => row.some(({ kind }) => kind === 'button')));
  return {
    title: action.name,
    description: description.read(reader) ?? null,
    containers: hasButton ? containers : [...containers, onlyButton],
    look: readLook(action.page, reader),
    isAnonymous: anonymize.read(reader),
    autoSubmitSeconds,
  };
}

/** Who may open it: the action's word, else that of its contents, else members of the tenant. */
export function pageVisibility(action: DefinedAction, reader: OptionReader): PageVisibility {
  return visibility.read(reader) ?? visibilityOf(action.page === null ? null : givenText(action.page, 'visibility'));
}

/** `reader` sees the submission. */
export function resolveAfter(action: DefinedAction, reader: OptionReader): PageAfter {
  const { page } = action;
  const text = (key: string): string | null => {
    const stored = page === null ? undefined : getKey(page, key);
    return isGiven(stored) ? toText(reader.read(stored, undefined, `page.${key}`)) : null;
  };
  const address = redirect.read(reader)?.trim() ?? '';
  return {
    mode: mode.read(reader) as PageAfter['mode'],
    message: submissionMessage.read(reader) ?? text('success_message') ?? 'Thank you for your submission',
    loading: loadingMessage.read(reader) ?? text('loading_message') ?? 'Please wait…',
    redirect: /^https?:\/\//i.test(address) && URL.canParse(address) ? address : null,
  };
}

const onlyButton: ShownContainer = {
  ...{ guid: 'button', slug: 'button', layout: 'vertical', alignment: 'start', spacing: 'none' },
  ...{ conditions: [], isLoop: false, canGrow: false, ownRows: 0 },
  rows: [
    [
      {
        ...{ kind: 'button', guid: 'button', input: 'button', slug: 'button', label: 'Button' },
        ...{ description: null, conditions: [], width: null, content: 'Submit', style: 'primary' },
      },
    ],
  ],
};

function resolveContainer(
  container: StoredContainer,
  conditions: readonly ObjectValue[],
  reader: OptionReader,
  extraRows: number,
): ShownContainer {
  const { stored, guid } = container;
  const canGrow = flagAt(stored, 'user_driven_loop');
  const loop = getKey(stored, 'loop');
  const items = isGiven(loop) ? toList(reader.read(loop, undefined, `containers.${container.slug}.loop`)) : null;
  const isLoop = items !== null || canGrow;
  const given = Math.min(items?.length ?? 0, maxItems);
  const own = canGrow ? Math.max(Math.min(extraRows, maxRows), given === 0 ? 1 : 0) : 0;
  const rows = isLoop ? given + own : 1;
  return {
    guid,
    slug: container.slug,
    layout: /^(?:horizontal|row|grid)$/i.test(givenText(stored, 'layout') ?? '') ? 'horizontal' : 'vertical',
    alignment: alignmentOf(givenText(stored, 'alignment')),
    spacing: spacingOf(givenText(stored, 'spacing')),
    conditions: readConditions(stored, guid, conditions, (value) => reader.read(value)),
    rows: Array.from({ length: rows }, (_, index) => {
      const names = isLoop ? namesInLoop(reader, index, items?.[index] ?? null) : undefined;
      return container.elements.map((element) =>
        new ElementReading(element, conditions, reader, names, isLoop ? index : null).resolve(),
      );
    }),
    isLoop,
    canGrow,
    ownRows: own,
  };
}

function alignmentOf(word: string | null): ShownContainer['alignment'] {
  if (/center|middle/i.test(word ?? '')) return 'center';
  return /right|end/i.test(word ?? '') ? 'end' : 'start';
}

function spacingOf(word: string | null): ShownContainer['spacing'] {
  if (/large|big|wide/i.test(word ?? '')) return 'large';
  return /small|medium|tight/i.test(word ?? '') ? 'small' : 'none';
}

/** META with `page_elements_loop` (formulas.md section 6). */
function namesInLoop(reader: OptionReader, index: number, value: Value): Names {
  const meta = reader.read('=META');
  const known = isObjectValue(meta) ? entriesOf(meta) : [];
  return {
    META: makeObject([
      ...known,
      [
        'page_elements_loop',
        makeObject([
          ['index', index],
          ['value', value],
        ]),
      ],
    ]),
  };
}

function readSeconds(text: string): number {
  const number = toNumber(text);
  return number === undefined ? 0 : Math.max(0, Math.min(86_400, toNative(number)));
}

/** Reads one element of one row. */
class ElementReading {
  readonly #element: StoredElement;
  readonly #conditions: readonly ObjectValue[];
  readonly #reader: OptionReader;
  readonly #names: Names | undefined;
  readonly #row: number | null;

  constructor(
    element: StoredElement,
    conditions: readonly ObjectValue[],
    reader: OptionReader,
    names: Names | undefined,
    row: number | null,
  ) {
    this.#element = element;
    this.#conditions = conditions;
    this.#reader = reader;
    this.#names = names;
    this.#row = row;
  }

  resolve(): ShownElement {
    switch (this.#element.kind) {
      case 'title':
      case 'text':
        return this.#content(this.#element.kind);
      case 'button':
        return this.#button();
      case 'table':
        return this.#table();
      case 'chart':
        return this.#chart();
      case 'image':
        return this.#image();
      default:
        return this.#input(this.#element.kind);
    }
  }

  #base<Kind extends ShownElement['kind']>(kind: Kind) {
    const { guid, slug, name, stored } = this.#element;
    const fixed = givenText(stored, 'width_type') === 'FIXED_WIDTH' ? numberAt(stored, 'width_fixed_px') : null;
    return {
      kind,
      guid,
      input: this.#row === null ? guid : `${guid}:${this.#row}`,
      slug,
      label: this.#text('label') ?? name,
      description: this.#text('description'),
      conditions: readConditions(stored, guid, this.#conditions, (value) => this.#read(value, 'conditions')),
      width: fixed !== null && fixed > 0 ? Math.min(fixed, 2_000) : null,
    };
  }

  #content(kind: 'title' | 'text'): ContentElement {
    return { ...this.#base(kind), content: this.#text('content') ?? this.#element.name };
  }

  #button(): ButtonElement {
    const style = givenText(this.#element.stored, 'style')?.toLowerCase();
    return {
      ...this.#base('button'),
      content: this.#text('content') ?? (this.#element.name || 'Submit'),
      style: style === 'secondary' || style === 'danger' ? style : 'primary',
    };
  }

  #input(kind: InputElement['kind']): InputElement {
    const { stored } = this.#element;
    const values = this.#list('default_value', 'default');
    return {
      ...this.#base(kind),
      isRequired: flagAt(stored, 'required'),
      values: kind === 'option' ? values : values.length === 0 ? [] : [this.#text('default_value', 'default') ?? ''],
      pattern: this.#text('validation_pattern'),
      patternMessage: this.#text('validation_error_message'),
      maxCharacters: numberAt(stored, 'max_characters'),
      choices: kind === 'option' ? this.#choices() : [],
      isMultiple: flagAt(stored, 'multi_select'),
      min: this.#number('min', 'min_value'),
      max: this.#number('max', 'max_value'),
      step: this.#number('step', 'step_size'),
      dateMode: dateModeOf(givenText(stored, 'date_mode') ?? this.#element.type),
      storeAs: storeAsOf(givenText(stored, 'store_value_as')),
    };
  }

  #choices(): InputElement['choices'] {
    return toList(this.#value('options') ?? []).map((option) => {
      if (!isObjectValue(option)) return { value: toText(option), label: toText(option) };
      const label = givenText(option, 'label', 'name', 'title', 'value') ?? '';
      return { value: givenText(option, 'value') ?? label, label };
    });
  }

  #table(): TableElement {
    const { stored } = this.#element;
    const items = this.#items();
    const columns = [...new Set(items.flatMap((item) => (isObjectValue(item) ? keysOf(item) : [])))];
    const isOfObjects = columns.length > 0;
    const lists = items.map((item) => (isArrayValue(item) ? item.map(toText) : [toText(item)]));
    const widest = Math.max(0, ...lists.map((list) => list.length));
    return {
      ...this.#base('table'),
      columns: isOfObjects ? columns : Array.from({ length: widest }, (_, index) => `Column ${index + 1}`),
      rows: isOfObjects
        ? items.map((item) => columns.map((column) => toText((isObjectValue(item) && getKey(item, column)) || null)))
        : lists,
      items: items.map((item) => (isObjectValue(item) ? item : makeObject([['value', item]]))),
      isSearchable: flagAt(stored, 'is_searchable'),
      canSelect: flagAt(stored, 'allow_table_row_selection'),
    };
  }

  #chart(): ChartElement {
    const { stored } = this.#element;
    const value = this.#value('content', 'data', 'values') ?? [];
    const points = isObjectValue(value) ? entriesOf(value).map(([label, of]): Value => [label, of]) : this.#items();
    const { labels, series } = seriesOf(points);
    return {
      ...this.#base('chart'),
      chart: chartOf(givenText(stored, 'graph_type', 'chart_type')),
      isHorizontal: /horizontal/i.test(givenText(stored, 'graph_direction') ?? ''),
      labels,
      series,
    };
  }

  #image(): ImageElement {
    const value = this.#value('content', 'image', 'contents') ?? null;
    const address = typeof value === 'string' && /^https?:\/\//i.test(value) ? value : null;
    return { ...this.#base('image'), source: address === null ? imageSource(value) : null, address };
  }

  #items(): readonly Value[] {
    return toList(this.#value('content', 'data', 'values') ?? []).slice(0, maxItems);
  }

  /** The first of the keys that is not blank, with its formulas read. */
  #value(...keys: readonly string[]): Value | undefined {
    for (const key of keys) {
      const stored = getKey(this.#element.stored, key);
      if (isGiven(stored)) return this.#read(stored, key);
    }
    return undefined;
  }

  #text(...keys: readonly string[]): string | null {
    const value = this.#value(...keys);
    return isGiven(value) ? toText(value) : null;
  }

  #number(...keys: readonly string[]): number | null {
    const number = toNumber(this.#value(...keys) ?? null);
    return number === undefined ? null : toNative(number);
  }

  #list(...keys: readonly string[]): readonly string[] {
    const value = this.#value(...keys);
    return isGiven(value) ? toList(value).map(toText) : [];
  }

  #read(value: Value, key: string): Value {
    return this.#reader.read(value, this.#names, `page.${this.#element.slug}.${key}`);
  }
}

function dateModeOf(word: string): InputElement['dateMode'] {
  switch (word.toUpperCase()) {
    case 'DATE':
      return 'date';
    case 'TIME':
      return 'time';
    default:
      return 'datetime';
  }
}

/** Exports hold `=password_value` for every element, passwords or not: it means nothing of its own. */
function storeAsOf(formula: string | null): string | null {
  return formula === null || formula.replaceAll(' ', '') === '=password_value' ? null : formula;
}

function chartOf(word: string | null): ChartElement['chart'] {
  switch (word?.trim().toLowerCase()) {
    case '1':
    case 'line':
      return 'line';
    case '2':
    case 'pie':
    case 'donut':
      return 'pie';
    default:
      return 'bar';
  }
}

const labelKeys = ['label', 'name', 'x', 'key', 'category'];

/** Points as `[label, value]`, as objects with a label and one or more numbers, or as numbers alone. */
function seriesOf(points: readonly Value[]): Pick<ChartElement, 'labels' | 'series'> {
  const labels: string[] = [];
  const series = new Map<string, number[]>();
  const put = (name: string, value: Value): void => {
    const values = series.get(name) ?? [];
    const number = toNumber(value);
    values[labels.length - 1] = number === undefined ? 0 : toNative(number);
    series.set(name, values);
  };
  for (const [index, point] of points.entries()) {
    if (isObjectValue(point)) {
      const labelKey = labelKeys.find((key) => getKey(point, key) !== undefined) ?? keysOf(point)[0] ?? '';
      labels.push(toText(getKey(point, labelKey) ?? null));
      for (const [key, value] of entriesOf(point))
        if (key !== labelKey && toNumber(value) !== undefined) put(key, value);
    } else if (isArrayValue(point)) {
      labels.push(toText(point[0] ?? null));
      put('Value', point[1] ?? 0);
    } else {
      labels.push(String(index + 1));
      put('Value', point);
    }
  }
  return {
    labels,
    series: [...series].map(([name, values]) => ({ name, values: labels.map((_, index) => values[index] ?? 0) })),
  };
}

/** File objects, addresses of the kind `data:`, and bare base64 (taken for PNG). */
export function imageSource(value: Value): string | null {
  if (typeof value === 'string') {
    const text = value.trim();
    if (/^data:image\/[\w.+-]+;base64,[\w+/=\s]+$/i.test(text)) return text.replace(/\s/g, '');
    return isBase64(text) ? `data:image/png;base64,${text.replace(/\s/g, '')}` : null;
  }
  if (!isObjectValue(value)) return null;
  const contents = givenText(value, 'contents');
  const type = givenText(value, 'type') ?? typeByName(givenText(value, 'name') ?? '');
  if (contents === null || !isBase64(contents) || !/^image\/[\w.+-]+$/i.test(type)) return null;
  return `data:${type};base64,${contents.replace(/\s/g, '')}`;
}

function isBase64(text: string): boolean {
  return text !== '' && /^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(text);
}

function typeByName(name: string): string {
  const ending = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? 'png';
  return ending === 'svg' ? 'image/svg+xml' : `image/${ending === 'jpg' ? 'jpeg' : ending}`;
}

function readLook(page: ObjectValue | null, reader: OptionReader): PageLook {
  const width = pageWidth.read(reader);
  return {
    width: width === 'small' || width === 'large' || width === 'full' ? width : 'medium',
    appearance: appearanceMode.read(reader) as PageLook['appearance'],
    background: colorOf(backgroundColor.read(reader)),
    action: colorOf(actionColor.read(reader)),
    logo: readLogo(page, reader),
    isBordered: (displayMode.read(reader) ?? (page && givenText(page, 'display_mode')) ?? 'bordered') === 'bordered',
  };
}

function readLogo(page: ObjectValue | null, reader: OptionReader): string | null {
  const logo = pageLogo.read(reader);
  if (logo !== undefined) {
    const stored = typeof logo === 'string' ? (jsonFromText(logo) ?? logo) : logo;
    return isObjectValue(stored) && getKey(stored, 'display_logo') === false ? null : imageSource(stored);
  }
  if (page === null || !flagAt(page, 'display_logo')) return null;
  return imageSource(
    makeObject([
      ['name', getKey(page, 'logo_filename') ?? ''],
      ['contents', getKey(page, 'logo_contents') ?? ''],
    ]),
  );
}

function colorOf(text: string | undefined): string | null {
  const hex = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text?.trim() ?? '')?.[1]?.toLowerCase();
  if (hex === undefined) return null;
  return `#${hex.length === 3 ? hex.replace(/./g, '$&$&') : hex}`;
}
