import { OptionFailure } from '@fabula/engine';

/** The failure of an option in the documented words: `Invalid Options: 'must_match' must be a number greater than 0`. */
export function invalidOption(key: string, requirement: string): OptionFailure {
  return new OptionFailure(`Invalid Options: '${key}' ${requirement}`, key);
}
