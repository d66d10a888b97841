/**
 * Record (actions.md section 13): rows of a record type. There are no records in this version, so it is described, kept as
 * it was imported, and ends with an error log.
 */
import { type ActionType, OptionFailure } from '@fabula/engine';
import { makeObject } from '@fabula/formula';
import { anyField, textField } from '../options/field.ts';

const mode = textField('mode', {
  title: 'Mode',
  help: 'What is done with the record: `create`.',
  fallback: 'create',
  isBasic: true,
  origin: 'seen',
  note: 'Other modes are unconfirmed. None has an effect yet.',
});

const resultMode = textField('record_result_mode', {
  title: 'Result mode',
  help: 'What the event shows of the record. No effect yet.',
  origin: 'seen',
});

const recordTypeId = anyField('record_type_id', {
  title: 'Record type',
  help: 'The record type that is written to. No effect yet.',
  isBasic: true,
  origin: 'seen',
  note: 'Exports leave it empty and carry `record_type` beside the options; both are kept.',
});

const recordWriters = anyField('record_writers', {
  title: 'Fields',
  help: 'What is written to which field of the record. No effect yet.',
  isBasic: true,
  origin: 'seen',
  note: 'Exports leave it empty and carry `record_writers` beside the options; both are kept.',
});

export const record: ActionType = {
  type: 'Agents::RecordAgent',
  title: 'Record',
  canReceive: true,
  canEmit: true,
  canBeScheduled: true,
  options: [mode, resultMode, recordTypeId, recordWriters],
  defaultOptions: () =>
    makeObject([
      ['mode', 'create'],
      ['record_result_mode', ''],
      ['record_type_id', ''],
      ['record_writers', ''],
    ]),
  plan(input) {
    for (const field of [mode, resultMode, recordTypeId, recordWriters]) field.read(input);
    throw new OptionFailure(
      'Records are not part of this version of Fabula: this action did nothing. Keep what it would write in a resource, or send it to a database by HTTP Request.',
    );
  },
};
