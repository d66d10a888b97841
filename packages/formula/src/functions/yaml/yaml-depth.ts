/**
 * How deeply a YAML text is nested, found without recursion. The library recurses, and a stack that is nearly full can take
 * the whole process with it: V8 gives up when a pattern has to be compiled there.
 */
import { Lexer } from 'yaml';

/** The lexer puts this in front of a plain scalar, and this behind a list that something else has ended. */
const scalarMark = '\u001f';
const flowEnd = '\u0018';

export function isDeeperThan(text: string, maxDepth: number): boolean {
  const depth = new Depth();
  let isScalar = false;
  for (const token of new Lexer().lex(text)) {
    if (isScalar) depth.content(token);
    else if (token !== scalarMark) depth.token(token);
    isScalar = token === scalarMark;
    if (depth.value > maxDepth) return true;
  }
  return false;
}

class Depth {
  /** Lists and objects in brackets that are open. */
  #flow = 0;
  /** The columns at which lists and objects without brackets have begun. */
  readonly #columns: number[] = [];
  #column = 0;
  #isLineStart = true;
  /** Where what may become a key begins; -1: nothing yet. */
  #keyColumn = -1;

  get value(): number {
    return this.#flow + this.#columns.length;
  }

  token(token: string): void {
    switch (token) {
      case '[':
      case '{':
        this.#begin();
        this.#flow++;
        break;
      case ']':
      case '}':
        this.#flow = Math.max(0, this.#flow - 1);
        break;
      case flowEnd:
        this.#flow = 0;
        return;
      case '---':
      case '...':
        this.#columns.length = 0;
        break;
      case '-':
      case '?':
        this.#open(this.#column);
        break;
      case ':':
        this.#open(this.#keyColumn === -1 ? this.#column : this.#keyColumn);
        break;
      default:
        // Blanks, line ends and comments begin nothing.
        if (!/^[\s#]/.test(token)) this.#begin();
    }
    this.#move(token);
  }

  /** A scalar. */
  content(token: string): void {
    this.#begin();
    this.#move(token);
  }

  #begin(): void {
    this.#leaveDeeper();
    if (this.#keyColumn === -1) this.#keyColumn = this.#column;
  }

  #open(column: number): void {
    this.#leaveDeeper();
    this.#keyColumn = -1;
    if (this.#flow === 0 && column > (this.#columns.at(-1) ?? -1)) this.#columns.push(column);
  }

  /** What begins further left than the columns before ends them. */
  #leaveDeeper(): void {
    if (!this.#isLineStart || this.#flow > 0) return;
    this.#isLineStart = false;
    while ((this.#columns.at(-1) ?? -1) > this.#column) this.#columns.pop();
  }

  #move(token: string): void {
    const lineEnd = token.lastIndexOf('\n');
    if (lineEnd === -1) {
      this.#column += token.length;
      return;
    }
    this.#column = token.length - lineEnd - 1;
    this.#isLineStart = true;
    this.#keyColumn = -1;
  }
}
