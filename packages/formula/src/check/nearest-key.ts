import { nearestName } from '../evaluate/nearest-name.ts';

/** Candidates that are looked at: an object may have a million keys. */
const MAX_CANDIDATES = 1_000;

/** The name that was probably meant. A short one is near to too many: of those only the case may differ. */
export function nearestKey(name: string, candidates: Iterable<string>): string | null {
  const looked: string[] = [];
  for (const candidate of candidates) {
    if (looked.length === MAX_CANDIDATES) break;
    looked.push(candidate);
  }
  if (name.length >= 3) return nearestName(name, looked);
  return looked.find((candidate) => candidate.toLowerCase() === name.toLowerCase()) ?? null;
}
