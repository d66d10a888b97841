/**
 * Case (actions.md section 13): creates a case. There are no cases in this version, so it is described, kept as it was
 * imported, and ends with an error log.
 */
import { type ActionType, OptionFailure } from '@fabula/engine';
import { makeObject } from '@fabula/formula';
import { objectField } from '../options/field.ts';

const caseDetails = objectField('case_details', {
  title: 'Case',
  help: 'The case to create: `case_name`, `case_description`, `priority`, `closure_conditions`, `assignee_emails`, `tag_ids`, `record_ids`. No effect yet.',
  isBasic: true,
  origin: 'seen',
});

export const caseAction: ActionType = {
  type: 'Agents::CaseAgent',
  title: 'Case',
  canReceive: true,
  canEmit: true,
  canBeScheduled: false,
  options: [caseDetails],
  defaultOptions: () =>
    makeObject([
      [
        'case_details',
        makeObject([
          ['case_name', 'New case'],
          ['case_description', ''],
          ['priority', 'medium'],
        ]),
      ],
    ]),
  plan(input) {
    caseDetails.read(input);
    throw new OptionFailure(
      'Cases are not part of this version of Fabula: this action did nothing. Open a ticket in another system by HTTP Request.',
    );
  },
};
