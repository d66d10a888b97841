import type { Evaluation } from '../evaluate/evaluation.ts';
import type { Value } from '../value/value.ts';

/**
 * What a template has written: text, and at most one value of `as_object`. As long as only blanks stand around that value, the
 * whole field has it, whatever its type; anything else turns it into text.
 */
export class LiquidOutput {
  #text = '';
  #value: { readonly value: Value; readonly at: number } | null = null;
  readonly #evaluation: Evaluation;

  constructor(evaluation: Evaluation) {
    this.#evaluation = evaluation;
  }

  write(text: string): void {
    this.#evaluation.countText(text.length);
    this.#text += text;
    if (this.#value !== null && !isBlank(text)) this.#becomeText();
  }

  writeTyped(value: Value): void {
    if (this.#value === null && isBlank(this.#text)) this.#value = { value, at: this.#text.length };
    else this.write(this.#evaluation.toText(value));
  }

  text(): string {
    this.#becomeText();
    return this.#text;
  }

  result(): Value {
    return this.#value === null ? this.#text : this.#value.value;
  }

  #becomeText(): void {
    if (this.#value === null) return;
    const { value, at } = this.#value;
    this.#value = null;
    const text = this.#evaluation.toText(value);
    this.#evaluation.countText(text.length);
    this.#text = this.#text.slice(0, at) + text + this.#text.slice(at);
  }
}

function isBlank(text: string): boolean {
  return !/\S/.test(text);
}
