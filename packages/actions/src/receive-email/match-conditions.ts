/** Which mails become events: `conditions`, a regular expression for each field that is named. */
import { OptionFailure, type OptionReader } from '@fabula/engine';
import {
  compilePattern,
  entriesOf,
  getKey,
  isArrayValue,
  type Pattern,
  type SearchMeter,
  toText,
  type Value,
} from '@fabula/formula';
import { err, ok, type Result } from '@fabula/model';
import { invalidOption } from '../options/invalid-option.ts';
import { conditions as option } from './fields.ts';
import { headersOf, type Mail } from './read-mail.ts';

/** An error, as a sentence: a condition takes too long for this mail, so nobody knows. */
export type Conditions = (mail: Mail, folder: string | null) => Result<boolean, string>;

const ofMail: ReadonlySet<string> = new Set([
  ...['from', 'from_name', 'to', 'cc', 'reply_to', 'subject', 'body', 'html', 'message_id', 'folder', 'attachments'],
]);

/** Throws an OptionFailure for conditions that cannot be understood. */
export function readConditions(reader: OptionReader): Conditions {
  const given = option.read(reader);
  const tests = (given === undefined ? [] : entriesOf(given)).flatMap(([field, value]) => {
    if (value === null || value === '') return [];
    const key = `conditions.${field}`;
    if (!ofMail.has(field) && !/^headers\./.test(field))
      throw invalidOption(key, `is no field of a mail; use ${[...ofMail].join(', ')} or headers.<name>`);
    const pattern = compilePattern(toText(value), 'i');
    if (!pattern.ok) throw invalidOption(key, `is a regular expression that cannot be used: ${pattern.error}`);
    return [{ field, pattern: pattern.value }];
  });
  return (mail, folder) => {
    try {
      const isMatch = tests.every(({ field, pattern }) =>
        reader.search(`conditions.${field}`, (meter) => matches(pattern, valueAt(mail, folder, field), meter)),
      );
      return ok(isMatch);
    } catch (error) {
      if (error instanceof OptionFailure) return err(error.message);
      throw error;
    }
  };
}

function matches(pattern: Pattern, value: Value, meter: SearchMeter): boolean {
  const texts = isArrayValue(value) ? value.map(toText) : [toText(value)];
  return texts.some((text) => pattern.test(text, meter));
}

function valueAt(mail: Mail, folder: string | null, field: string): Value {
  if (field === 'folder') return folder ?? '';
  if (field === 'attachments') return mail.fileNames;
  if (!field.startsWith('headers.')) return getKey(mail.parts, field) ?? '';
  const name = field.slice('headers.'.length).toLowerCase().replaceAll('-', '_');
  return getKey(headersOf(mail), name) ?? '';
}
