/** Bounds how deep a tree can be, so that nobody's formula can overflow the stack of whoever walks it. */
import type { TokenStream } from './token-stream.ts';

const MAX_NESTING = 200;
/** Operators in one chain without parentheses: each makes the tree one level deeper. */
const MAX_CHAIN = 1_000;
/** Of the tree, however brackets and chains are mixed. */
const MAX_DEPTH = 1_500;

export class Depth {
  readonly #tokens: TokenStream;
  /** Of the tree that was read last. */
  current = 0;
  /** Of the deepest tree that was read between the innermost brackets. */
  #deepest = 0;
  #nesting = 0;

  constructor(tokens: TokenStream) {
    this.#tokens = tokens;
  }

  /** Starts a formula in a formula. False when there are too many around it. */
  enter(): boolean {
    if (this.#nesting === MAX_NESTING) {
      this.#tokens.giveUp(`Nested more than ${MAX_NESTING} levels deep`);
      this.current = 1;
      return false;
    }
    this.#nesting += 1;
    return true;
  }

  /** `tail` says whether more than the current tree was read behind it. */
  leave(tail: boolean): void {
    if (tail) this.deepen(this.current, this.#deepest);
    this.#deepest = Math.max(this.#deepest, this.current);
    this.#nesting -= 1;
  }

  /** Notes that what was read last has parts of these depths. */
  deepen(one: number, other = 0): void {
    this.current = Math.max(one, other) + 1;
    if (this.current > MAX_DEPTH) this.#tokens.giveUp(`Nested more than ${MAX_DEPTH} levels deep`);
  }

  within<T>(readBrackets: () => T): T {
    const outer = this.#deepest;
    this.#deepest = 0;
    const read = readBrackets();
    this.deepen(this.#deepest);
    this.#deepest = outer;
    return read;
  }

  refuseLongChain(length: number): void {
    if (length >= MAX_CHAIN) this.#tokens.giveUp(`More than ${MAX_CHAIN} operators in one chain`);
  }
}
