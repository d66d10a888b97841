/** The body of a submission: the inputs of the page, and what the form says about itself. */
import { readMultipart, type Sent } from '@fabula/actions';
import { getKey, isObjectValue, type Value } from '@fabula/formula';
import { addInput, rowsInput, tokenInput } from './form.ts';

export interface SentForm {
  readonly sent: Sent;
  readonly token: string;
  /** The container that gets a row more; null: the form is submitted. */
  readonly grows: string | null;
  /** Rows by container. */
  readonly rows: ReadonlyMap<string, number>;
}

/** null: it cannot be read. */
export async function readForm(contentType: string, body: Uint8Array): Promise<SentForm | null> {
  const pairs = await readPairs(contentType, body);
  if (pairs === null) return null;
  const sent = new Map<string, Value[]>();
  const rows = new Map<string, number>();
  let token = '';
  let grows: string | null = null;
  for (const [name, value] of pairs) {
    if (name === tokenInput && typeof value === 'string') token = value;
    else if (name === addInput && typeof value === 'string') grows = value;
    else if (name.startsWith(rowsInput)) rows.set(name.slice(rowsInput.length), Number(value) || 0);
    else if (!isNoFile(value)) sent.set(name, [...(sent.get(name) ?? []), value]);
  }
  return { sent, token, grows, rows };
}

async function readPairs(contentType: string, body: Uint8Array): Promise<readonly (readonly [string, Value])[] | null> {
  if (/^\s*multipart\/form-data/i.test(contentType)) return readMultipart(contentType, body);
  if (!/^\s*application\/x-www-form-urlencoded/i.test(contentType)) return null;
  return [...new URLSearchParams(new TextDecoder().decode(body))];
}

/** What browsers send for an input in which no file was chosen. */
function isNoFile(value: Value): boolean {
  return isObjectValue(value) && getKey(value, 'name') === '' && getKey(value, 'contents') === '';
}
