/**
 * Reads XML into values as Ruby on Rails does: an element with text alone is that text; with elements it is an object of
 * them, repeated names an array; attributes are keys beside them, and the text of an element that has attributes is under
 * `__content__`. An empty element is NULL. Names keep their prefix.
 *
 * No declarations are followed: of entities only the five of XML and numbers are read, so nothing expands and nothing is
 * fetched. Whatever is not well-formed is refused.
 *
 * Our own, because fast-xml-parser cannot give this result: it refuses `__proto__` and renames `toString`, loses an
 * attribute or an element when both have one name, accepts texts that are not XML unless a second reader has looked at
 * them first, and takes longer.
 */
import { err, ok, type Result } from '../../result.ts';
import { makeObject, type Value } from '../../value/value.ts';

const maxDepth = 200;
const nameStart = 'A-Za-z_:\\u00c0-\\u{effff}';
const openingTag = new RegExp(`<([${nameStart}][${nameStart}\\-.0-9\\u00b7]*)`, 'uy');
const attribute = new RegExp(
  `\\s+([${nameStart}][${nameStart}\\-.0-9\\u00b7]*)\\s*=\\s*(?:"([^"<]*)"|'([^'<]*)')`,
  'uy',
);
const tagEnd = /\s*(\/?)>/y;
const entity = /&(?:#(\d{1,7})|#x([0-9A-Fa-f]{1,6})|(amp|lt|gt|quot|apos));|&/g;
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** What the declaration of a document in bytes says about them. */
export function declaredCharset(start: Uint8Array): string | undefined {
  return /^\s*<\?xml[^>]{1,100}encoding\s*=\s*["']([\w.:-]{1,40})/.exec(String.fromCharCode(...start))?.[1];
}

export function readXml(text: string): Result<Value, string> {
  const reader = new XmlReader(text);
  try {
    return ok(reader.document());
  } catch (problem) {
    if (problem instanceof XmlProblem) return err(`${problem.message} (at character ${reader.position + 1})`);
    throw problem;
  }
}

class XmlProblem extends Error {}

interface Element {
  readonly attributes: readonly (readonly [string, Value])[];
  readonly children: Map<string, Value[]>;
  readonly text: string[];
}

class XmlReader {
  position = 0;
  private readonly source: string;

  constructor(source: string) {
    this.source = source.startsWith('\ufeff') ? source.slice(1) : source;
  }

  document(): Value {
    this.skipMisc();
    const [name, value] = this.element(0);
    this.skipMisc();
    if (this.position < this.source.length) this.fail('there is something behind the root element');
    return makeObject([[name, value]]);
  }

  private fail(message: string): never {
    throw new XmlProblem(message);
  }

  /** Blanks, comments, the declaration and the document type. */
  private skipMisc(): void {
    for (;;) {
      while (/\s/.test(this.source.charAt(this.position))) this.position++;
      if (this.source.startsWith('<!--', this.position)) this.skipTo('-->', 'a comment is not closed');
      else if (this.source.startsWith('<?', this.position)) this.skipTo('?>', 'an instruction is not closed');
      else if (this.source.startsWith('<!DOCTYPE', this.position)) this.skipDocumentType();
      else return;
    }
  }

  private skipTo(end: string, problem: string): void {
    const found = this.source.indexOf(end, this.position);
    if (found === -1) this.fail(problem);
    this.position = found + end.length;
  }

  private skipDocumentType(): void {
    const subset = this.source.indexOf('[', this.position);
    const end = this.source.indexOf('>', this.position);
    if (subset !== -1 && subset < end) this.skipTo(']', 'the document type is not closed');
    this.skipTo('>', 'the document type is not closed');
  }

  private element(depth: number): readonly [string, Value] {
    if (depth > maxDepth) this.fail(`elements are nested more than ${maxDepth} deep`);
    const name = this.take(openingTag)?.[1] ?? this.fail('an element is expected');
    const attributes = this.attributes();
    const element: Element = { attributes, children: new Map(), text: [] };
    const end = this.take(tagEnd) ?? this.fail(`the tag <${name}> is not closed`);
    if (end[1] !== '/') this.content(name, element, depth);
    return [name, valueOfElement(element)];
  }

  private attributes(): readonly (readonly [string, Value])[] {
    const found = new Map<string, Value>();
    for (let match = this.take(attribute); match !== null; match = this.take(attribute)) {
      const name = match[1] ?? '';
      if (found.has(name)) this.fail(`the attribute ${name} is there twice`);
      found.set(name, this.decode(match[2] ?? match[3] ?? ''));
    }
    return [...found];
  }

  private content(name: string, element: Element, depth: number): void {
    for (;;) {
      const next = this.source.indexOf('<', this.position);
      if (next === -1) this.fail(`the element <${name}> is not closed`);
      if (next > this.position) element.text.push(this.decode(this.source.slice(this.position, next)));
      this.position = next;
      if (this.source.startsWith('</', next)) {
        this.skipTo('>', `the element <${name}> is not closed`);
        const closing = this.source.slice(next + 2, this.position - 1).trimEnd();
        if (closing !== name) this.fail(`</${closing}> closes <${name}>`);
        return;
      }
      if (this.source.startsWith('<!--', next)) this.skipTo('-->', 'a comment is not closed');
      else if (this.source.startsWith('<?', next)) this.skipTo('?>', 'an instruction is not closed');
      else if (this.source.startsWith('<![CDATA[', next)) {
        this.skipTo(']]>', 'a CDATA section is not closed');
        element.text.push(this.source.slice(next + 9, this.position - 3));
      } else {
        const [childName, value] = this.element(depth + 1);
        const siblings = element.children.get(childName);
        if (siblings === undefined) element.children.set(childName, [value]);
        else siblings.push(value);
      }
    }
  }

  private decode(raw: string): string {
    return raw.replace(entity, (whole, decimal, hex, name) => {
      if (whole === '&') this.fail('an & stands alone or begins an unknown entity');
      if (name !== undefined) return entities[name] ?? '';
      const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
      return code > 0x10ffff ? this.fail('a character number is too large') : String.fromCodePoint(code);
    });
  }

  private take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.position;
    const match = pattern.exec(this.source);
    if (match !== null) this.position = pattern.lastIndex;
    return match;
  }
}

function valueOfElement({ attributes, children, text }: Element): Value {
  const content = text.join('');
  const isBlank = content.trim() === '';
  if (attributes.length === 0 && children.size === 0) return content === '' ? null : content;
  const type = attributes.length === 1 && attributes[0]?.[0] === 'type' ? attributes[0][1] : undefined;
  if (type === 'integer' && children.size === 0 && /^\s*-?\d{1,15}\s*$/.test(content)) return Number(content) + 0;
  const members = new Map<string, Value[]>();
  for (const [name, value] of attributes) members.set(name, [value]);
  // An attribute and elements of one name come together, the attribute first.
  for (const [name, values] of children) members.set(name, [...(members.get(name) ?? []), ...values]);
  const entries = Array.from(
    members,
    ([name, values]) => [name, values.length === 1 ? (values[0] ?? null) : values] as const,
  );
  return makeObject([...entries, ...(isBlank ? [] : [['__content__', content] as const])]);
}
