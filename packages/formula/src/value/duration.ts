/**
 * A length of time on its way through a formula, as `DAYS(1)` gives it.
 *
 * It is the number of its seconds wherever a number is wanted, also when it is written into an event. Beside a date, `+`
 * and `-` know it for what it is (functions/dates/shift-date.ts). Being a number of its own kind needs no case in the many
 * places that look at values; a plain number of seconds would make `TODAY() + 1` a date instead of a mistake that is told.
 */
import { fromDecimal, type NumberValue, numberToText, toDecimal } from './number.ts';
import { ExactNumber } from './value.ts';

export class Duration extends ExactNumber {
  readonly seconds: number;

  constructor(seconds: NumberValue) {
    const isWhole = toDecimal(seconds).isInteger();
    const exact = isWhole ? fromDecimal(toDecimal(seconds), false) : seconds;
    super(numberToText(exact), !isWhole);
    this.seconds = Number(this.text);
  }
}
