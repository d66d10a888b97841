/**
 * A text with places where lines may be broken. A group that fits into its line is printed in one; otherwise all of its
 * places are broken. (The idea is Wadler's "prettier printer".)
 */
export type Doc = string | Line | Indent | Group | Suffix | readonly Doc[];

interface Line {
  readonly kind: 'line';
  /** What stands there in a group that is not broken; null: it is always broken. */
  readonly flat: '' | ' ' | null;
}

interface Indent {
  readonly kind: 'indent';
  readonly doc: Doc;
}

interface Group {
  readonly kind: 'group';
  readonly doc: Doc;
  readonly isBroken: boolean;
}

/** Text that is put off to the end of the line. */
interface Suffix {
  readonly kind: 'suffix';
  readonly text: string;
}

export const softline: Doc = { kind: 'line', flat: '' };
export const line: Doc = { kind: 'line', flat: ' ' };
export const hardline: Doc = { kind: 'line', flat: null };

export function indent(doc: Doc): Doc {
  return { kind: 'indent', doc };
}

/** Broken from the start if something in it ends a line. */
export function group(doc: Doc): Doc {
  return { kind: 'group', doc, isBroken: endsLine(doc) };
}

export function suffix(text: string): Doc {
  return { kind: 'suffix', text };
}

/** Whether there is a line break in it whatever the width. Groups know already, so this takes linear time in all. */
export function endsLine(doc: Doc): boolean {
  if (typeof doc === 'string') return false;
  if (!('kind' in doc)) return doc.some(endsLine);
  switch (doc.kind) {
    case 'line':
      return doc.flat === null;
    case 'suffix':
      return true;
    case 'group':
      return doc.isBroken;
    case 'indent':
      return endsLine(doc.doc);
  }
}

interface Task {
  readonly doc: Doc;
  readonly indentation: number;
  readonly isFlat: boolean;
}

const STEP = 2;

export function printDoc(doc: Doc, width: number): string {
  let text = '';
  let column = 0;
  let pending = '';
  const tasks: Task[] = [{ doc, indentation: 0, isFlat: false }];
  for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) {
    const { indentation, isFlat } = task;
    const current = task.doc;
    if (typeof current === 'string') {
      text += current;
      // A quoted text may hold line breaks, which must stay what they are.
      const lineStart = current.lastIndexOf('\n');
      column = lineStart === -1 ? column + current.length : current.length - lineStart - 1;
    } else if (!('kind' in current)) {
      for (const part of current.toReversed()) tasks.push({ doc: part, indentation, isFlat });
    } else if (current.kind === 'line') {
      if (isFlat && current.flat !== null) {
        text += current.flat;
        column += current.flat.length;
      } else {
        text = `${text}${pending}\n${' '.repeat(indentation)}`;
        column = indentation;
        pending = '';
      }
    } else if (current.kind === 'suffix') {
      pending += current.text;
    } else if (current.kind === 'indent') {
      tasks.push({ doc: current.doc, indentation: indentation + STEP, isFlat });
    } else {
      const fits = isFlat || (!current.isBroken && fitsIn(width - column, current.doc, tasks));
      tasks.push({ doc: current.doc, indentation, isFlat: fits });
    }
  }
  return text + pending;
}

/** Whether a group in one line, with what follows up to the next possible break, fits into the room. */
function fitsIn(room: number, doc: Doc, following: readonly Task[]): boolean {
  let left = room;
  let next = following.length;
  const docs: { readonly doc: Doc; readonly isFlat: boolean }[] = [{ doc, isFlat: true }];
  while (left >= 0) {
    let task = docs.pop();
    if (task === undefined) {
      next -= 1;
      task = following[next];
      if (task === undefined) return true;
    }
    const { doc: current, isFlat } = task;
    if (typeof current === 'string') {
      const lineEnd = current.indexOf('\n');
      if (lineEnd !== -1) return lineEnd <= left;
      left -= current.length;
    } else if (!('kind' in current)) {
      for (const part of current.toReversed()) docs.push({ doc: part, isFlat });
    } else if (current.kind === 'line') {
      if (!isFlat || current.flat === null) return true;
      left -= current.flat.length;
    } else if (current.kind === 'suffix') {
      return true;
    } else {
      docs.push({ doc: current.doc, isFlat: current.kind === 'group' ? isFlat && !current.isBroken : isFlat });
    }
  }
  return false;
}
