/** The options of `npm run bench`. A wrong one ends it with a sentence that names it. */
import { parseArgs } from 'node:util';
import type { Kind } from './bench-databases.ts';
import type { Sizes } from './reading/measure-reading.ts';
import { ack } from './scenarios/ack.ts';
import { fanout } from './scenarios/fanout.ts';
import { http } from './scenarios/http.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { sync } from './scenarios/sync.ts';

export interface Options {
  readonly scenarios: readonly Scenario[];
  readonly callers: readonly number[];
  readonly seconds: number;
  readonly rounds: number;
  readonly kinds: readonly Kind[];
  /** Address of the server; null: there is none. */
  readonly postgres: string | null;
  readonly flatMinutes: number | null;
  readonly profileDirectory: string | null;
  readonly isWriting: boolean;
  /** How much there is to be listed; null: lists are not measured. */
  readonly reading: Sizes | null;
  /** A goal of lists that is missed ends the bench with code 1. */
  readonly isStrict: boolean;
}

const all = [sync, ack, fanout, http];
/** Not a load: it is measured by itself. */
const reading = 'reading';

export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      scenario: { type: 'string', default: all.map(({ name }) => name).join(',') },
      callers: { type: 'string', default: '1,16,64' },
      seconds: { type: 'string', default: '3' },
      rounds: { type: 'string', default: '3' },
      'only-postgres': { type: 'boolean', default: false },
      'only-embedded': { type: 'boolean', default: false },
      flat: { type: 'string' },
      profile: { type: 'string' },
      write: { type: 'boolean', default: false },
      stories: { type: 'string', default: '100000' },
      events: { type: 'string', default: '10000000' },
      strict: { type: 'boolean', default: false },
      /** Given by scripts/bench.mjs where one is reachable. */
      postgres: { type: 'string' },
    },
  });
  const postgres = values.postgres ?? null;
  if (values['only-postgres'] && values['only-embedded']) {
    throw new Error('--only-postgres and --only-embedded leave nothing to measure');
  }
  if (values['only-postgres'] && postgres === null) {
    throw new Error('--only-postgres needs a PostgreSQL: set DATABASE_URL to one that answers');
  }
  const kinds: Kind[] = [];
  if (!values['only-postgres']) kinds.push('embedded');
  if (!values['only-embedded'] && postgres !== null) kinds.push('postgres');
  const isReading = values.scenario === reading;
  return {
    scenarios: isReading ? [] : values.scenario.split(',').map(scenarioNamed),
    callers: values.callers.split(',').map((text) => positive('--callers', text)),
    seconds: positive('--seconds', values.seconds),
    rounds: positive('--rounds', values.rounds),
    kinds,
    postgres: kinds.includes('postgres') ? postgres : null,
    flatMinutes: values.flat === undefined ? null : positive('--flat', values.flat),
    profileDirectory: values.profile ?? null,
    isWriting: values.write,
    reading: isReading
      ? { stories: positive('--stories', values.stories), events: positive('--events', values.events) }
      : null,
    isStrict: values.strict,
  };
}

function scenarioNamed(name: string): Scenario {
  const found = all.find((scenario) => scenario.name === name);
  if (found === undefined) {
    throw new Error(
      `--scenario takes ${all.map((scenario) => scenario.name).join(', ')}, or ${reading} alone, not ${name}`,
    );
  }
  return found;
}

function positive(option: string, text: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new Error(`${option} must be a number above 0, not "${text}"`);
  return number;
}
