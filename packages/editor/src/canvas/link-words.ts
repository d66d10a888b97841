import type { LinkType } from '../board/board.ts';

/** When events go along a link. */
export const linkWords: Readonly<Record<LinkType, string>> = {
  DEFAULT: 'Next',
  NO_MATCH: 'No match',
  FAILURE: 'On failure',
};

const conditionType = 'Agents::TriggerAgent';

/** Only a condition knows what does not match. */
export function linkTypesOf(actionType: string | undefined): readonly LinkType[] {
  return actionType === conditionType ? ['DEFAULT', 'NO_MATCH', 'FAILURE'] : ['DEFAULT', 'FAILURE'];
}
