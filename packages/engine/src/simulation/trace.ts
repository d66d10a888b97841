/** The last things that happened, for the person who looks at a seed that failed. Absent when nobody will look. */
export class Trace {
  private readonly lines: string[] = [];
  private readonly keep: number;

  constructor(keep = 400) {
    this.keep = keep;
  }

  add(at: number, who: string, what: string): void {
    this.lines.push(`${(at / 1000).toFixed(3).padStart(9)} ${who.padEnd(4)} ${what}`);
    if (this.lines.length > 2 * this.keep) this.lines.splice(0, this.keep);
  }

  toString(): string {
    return this.lines.slice(-this.keep).join('\n');
  }
}
