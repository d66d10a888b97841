/**
 * What a visitor sent → the `body` of the page's event, or what is wrong with it. Everything is decided here again: what is
 * hidden is left out whatever arrives for it, what is switched off keeps its value.
 *
 * The keys are the slugs of the elements; a loop is a list of such objects under the slug of its container (unconfirmed).
 * An empty input is `""`, of a number, date or file null, of options an empty list. Passwords are "redacted".
 */
import type { OptionReader } from '@fabula/engine';
import { makeObject, type ObjectValue, type SearchMeter, toNative, toNumber, type Value } from '@fabula/formula';
import { isMatch, type State, stateOf, type Written } from './conditions.ts';
import type { InputElement, ShownContainer, ShownElement, ShownPage } from './shown-page.ts';

/** By the name of the input: texts as they were sent, files as file objects. */
export type Sent = ReadonlyMap<string, readonly Value[]>;

export type Submission =
  | { readonly ok: true; readonly body: ObjectValue }
  | { readonly ok: false; readonly problems: readonly InputProblem[] };

export interface InputProblem {
  readonly input: string;
  readonly label: string;
  readonly message: string;
}

/** The input that is sent when the page submits itself, and by the button that was pressed. */
export const buttonInput = 'button';

export function readSubmission(page: ShownPage, sent: Sent, reader: OptionReader): Submission {
  return reader.search('page', (meter) => {
    const reading = new SubmissionReading(page, sent, reader, meter);
    const body = reading.read();
    return reading.problems.length === 0 ? { ok: true, body } : { ok: false, problems: reading.problems };
  });
}

/** Whether an element or container is shown when so much is written. */
export function stateReader(written: Written, reader: OptionReader): (of: ShownElement | ShownContainer) => State {
  return (of) => reader.search('page', (meter) => stateOf(of.conditions, written, meter));
}

/** What stands in the inputs: what was sent, else their defaults. */
export function writtenIn(page: ShownPage, sent: Sent | null): Written {
  const inputs = page.containers.flatMap(({ rows }) => rows.flat()).filter(isInput);
  return (guid) => {
    if (sent === null) return inputs.filter((input) => input.guid === guid).flatMap(({ values }) => values);
    return [...sent].flatMap(([name, values]) =>
      name === guid || name.startsWith(`${guid}:`)
        ? values.map((value) => (typeof value === 'string' ? value : 'file'))
        : [],
    );
  };
}

export function isInput(element: ShownElement): element is InputElement {
  return 'isRequired' in element;
}

class SubmissionReading {
  readonly problems: InputProblem[] = [];
  readonly #page: ShownPage;
  readonly #sent: Sent;
  readonly #reader: OptionReader;
  readonly #meter: SearchMeter;
  readonly #written: Written;

  constructor(page: ShownPage, sent: Sent, reader: OptionReader, meter: SearchMeter) {
    this.#page = page;
    this.#sent = sent;
    this.#reader = reader;
    this.#meter = meter;
    this.#written = writtenIn(page, sent);
  }

  read(): ObjectValue {
    const entries: (readonly [string, Value])[] = [];
    for (const container of this.#page.containers) {
      if (!stateOf(container.conditions, this.#written, this.#meter).isShown) continue;
      const rows = container.rows.map((row) => row.flatMap((element) => this.#entriesOf(element)));
      if (!container.isLoop) entries.push(...rows.flat());
      else if (rows.some((row) => row.length > 0)) entries.push([container.slug, rows.map((row) => makeObject(row))]);
    }
    return makeObject(entries);
  }

  #entriesOf(element: ShownElement): (readonly [string, Value])[] {
    const { isShown, isDisabled } = stateOf(element.conditions, this.#written, this.#meter);
    if (!isShown) return [];
    if (element.kind === 'button') {
      return this.#textsOf(buttonInput).includes(element.input) ? [[element.slug, element.content]] : [];
    }
    if (element.kind === 'table') {
      if (!element.canSelect) return [];
      const chosen = new Set(this.#textsOf(element.input));
      return [[element.slug, element.items.filter((_, index) => chosen.has(String(index)))]];
    }
    if (!isInput(element)) return [];
    return [[element.slug, this.#valueOf(element, isDisabled)]];
  }

  #textsOf(input: string): readonly string[] {
    return (this.#sent.get(input) ?? []).filter((value): value is string => typeof value === 'string');
  }

  #valueOf(element: InputElement, isDisabled: boolean): Value {
    if (element.kind === 'file') return this.#files(element, isDisabled);
    const texts = (isDisabled ? element.values : this.#textsOf(element.input)).filter((text) => text !== '');
    if (texts.length === 0) {
      if (element.isRequired && !isDisabled) this.#complain(element, requiredMessage(element));
      return emptyValue(element);
    }
    if (element.kind === 'option') return this.#options(element, texts, isDisabled);
    const text = (texts[0] ?? '').replace(/\r\n/g, '\n');
    if (!isDisabled) this.#check(element, text);
    return this.#converted(element, text);
  }

  #files(element: InputElement, isDisabled: boolean): Value {
    const files = isDisabled ? [] : (this.#sent.get(element.input) ?? []).filter((value) => typeof value === 'object');
    if (files.length === 0 && element.isRequired && !isDisabled) this.#complain(element, 'Choose a file');
    return element.isMultiple ? files : (files[0] ?? null);
  }

  #options(element: InputElement, texts: readonly string[], isDisabled: boolean): Value {
    const known = new Set(element.choices.map(({ value }) => value));
    if (!isDisabled && texts.some((text) => !known.has(text))) this.#complain(element, 'Choose one of the options');
    if (!isDisabled && !element.isMultiple && texts.length > 1) this.#complain(element, 'Choose one option only');
    return texts;
  }

  #check(element: InputElement, text: string): void {
    const problem = problemWith(element, text);
    if (problem !== null) this.#complain(element, problem);
    else if (element.pattern !== null && !isMatch(element.pattern, '', text, this.#meter)) {
      this.#complain(element, element.patternMessage ?? 'This is not in the form that is asked for');
    }
  }

  #converted(element: InputElement, text: string): Value {
    switch (element.kind) {
      case 'number':
      case 'slider':
        return toNumber(text) ?? null;
      case 'boolean':
        return text === 'true' || text === 'on';
      case 'date':
        return dateOf(element, text);
      case 'password':
        return element.storeAs === null
          ? 'redacted'
          : this.#reader.readAlone(element.storeAs, { password_value: text }, `page.${element.slug}.store_value_as`);
      default:
        return text;
    }
  }

  #complain({ input, label }: InputElement, message: string): void {
    this.problems.push({ input, label, message });
  }
}

function requiredMessage({ kind }: InputElement): string {
  return kind === 'option' ? 'Choose an option' : kind === 'boolean' ? 'This must be ticked' : 'This must be filled in';
}

function emptyValue({ kind }: InputElement): Value {
  switch (kind) {
    case 'number':
    case 'slider':
    case 'date':
    case 'file':
      return null;
    case 'boolean':
      return false;
    case 'option':
      return [];
    default:
      return '';
  }
}

function problemWith(element: InputElement, text: string): string | null {
  const { maxCharacters } = element;
  if (maxCharacters !== null && maxCharacters > 0 && [...text].length > maxCharacters) {
    return `Write at most ${maxCharacters} characters`;
  }
  switch (element.kind) {
    case 'email':
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? null : 'Write an e-mail address, such as name@example.com';
    case 'url':
      return URL.canParse(text) && /^[a-z][a-z\d+.-]*:\/\//i.test(text)
        ? null
        : 'Write an address, such as https://example.com';
    case 'number':
    case 'slider':
      return numberProblem(element, text);
    case 'date':
      return dateOf(element, text) === null ? 'Choose a date or time that exists' : null;
    default:
      return null;
  }
}

function numberProblem({ min, max }: InputElement, text: string): string | null {
  const number = toNumber(text);
  if (number === undefined) return 'Write a number';
  const value = toNative(number);
  if (min !== null && value < min) return `Write a number not below ${min}`;
  return max !== null && value > max ? `Write a number not above ${max}` : null;
}

/** `2025-05-29`, `12:00:00`, or both with a blank between, as the documented event has it; null: no such time. */
function dateOf({ dateMode }: InputElement, text: string): string | null {
  const parts = /^(\d{4}-\d{2}-\d{2})?[T ]?(\d{2}:\d{2}(?::\d{2})?)?/.exec(text);
  const [date, time] = [parts?.[1], parts?.[2]];
  if (dateMode !== 'time' && (date === undefined || !isDay(date))) return null;
  if (dateMode === 'date') return date ?? null;
  const full = time === undefined ? '00:00:00' : time.length === 5 ? `${time}:00` : time;
  if (!/^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.test(full)) return null;
  return dateMode === 'time' ? (time === undefined ? null : full) : `${date} ${full}`;
}

/** The 31st of February is none. */
function isDay(date: string): boolean {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return day >= 1 && day <= days;
}
