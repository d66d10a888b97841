/**
 * Slows down the guessing of passwords: after so many failures within `windowMs` further attempts are refused until the
 * oldest failure is older than that. Kept in memory: each process counts for itself, and a restart forgets.
 *
 * An attempt counts from its beginning and is taken back when it turns out to be no failure. Counted at its end, any
 * number of attempts at the same moment would all be let in.
 */
import type { Clock } from '@fabula/engine';
import { err, ok, type Result } from '@fabula/model';

const windowMs = 15 * 60_000;
/**
 * Ten for one e-mail address from one address of the network: who guesses somebody's password from elsewhere does not
 * lock them out. The ceilings over all are against guessing from many places, and one password tried on many people.
 */
const mostPerPair = 10;
const mostPerEmail = 100;
const mostPerAddress = 100;
/** Keys held at once; the oldest make room, so that a flood of invented addresses cannot fill the memory. */
const capacity = 10_000;

export interface Attempt {
  /** The password was right: earlier failures from there for this e-mail address are forgotten. */
  succeed(): void;
  /** The password was not looked at. */
  takeBack(): void;
}

export interface AttemptLimit {
  /** Counts an attempt, or gives the seconds to wait. `address`: where it comes from. */
  begin(address: string, email: string): Result<Attempt, number>;
}

export function createAttemptLimit(clock: Pick<Clock, 'now'>): AttemptLimit {
  const attempts = new Map<string, readonly number[]>();

  const recent = (key: string): readonly number[] => {
    const after = clock.now() - windowMs;
    return (attempts.get(key) ?? []).filter((at) => at > after);
  };

  const secondsToWait = (key: string, most: number): number => {
    const times = recent(key);
    const first = times.length >= most ? times[times.length - most] : undefined;
    return first === undefined ? 0 : Math.ceil((first + windowMs - clock.now()) / 1000);
  };

  const remove = (key: string, at: number): void => {
    const times = attempts.get(key) ?? [];
    const place = times.indexOf(at);
    if (place === -1) return;
    if (times.length === 1) attempts.delete(key);
    else attempts.set(key, times.toSpliced(place, 1));
  };

  return {
    begin(address, email) {
      const name = email.toLowerCase();
      const pair = `pair ${address} ${name}`;
      const ceilings = new Map([
        [pair, mostPerPair],
        [`email ${name}`, mostPerEmail],
        [`address ${address}`, mostPerAddress],
      ]);
      const wait = Math.max(...[...ceilings].map(([key, most]) => secondsToWait(key, most)));
      if (wait > 0) return err(wait);

      const at = clock.now();
      for (const key of ceilings.keys()) {
        const times = [...recent(key), at];
        attempts.delete(key);
        attempts.set(key, times);
      }
      for (const key of attempts.keys()) {
        if (attempts.size <= capacity) break;
        attempts.delete(key);
      }
      const takeBack = (): void => {
        for (const key of ceilings.keys()) remove(key, at);
      };
      return ok({
        takeBack,
        succeed() {
          takeBack();
          attempts.delete(pair);
        },
      });
    },
  };
}
