/** A mail as EML_PARSE and MSG_PARSE give it. */
import { makeObject, type ObjectValue, type Value } from '../../value/value.ts';
import { reserveText } from '../arguments.ts';
import type { CallContext } from '../definition.ts';
import { type FileContents, fileObject } from '../file-object.ts';

export interface Mail {
  readonly from: string | null;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly subject: string | null;
  readonly date: string | null;
  readonly messageId: string | null;
  /** In their order; names may come again. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly html: string | undefined;
  readonly text: string | undefined;
  readonly attachments: readonly FileContents[];
}

/** `singleBody`: one `body`, the HTML where there is any; otherwise `body_html` and `body_text`, NULL where there is none. */
export function mailObject(mail: Mail, singleBody: boolean, context: CallContext): ObjectValue {
  reserveText(context, (mail.html?.length ?? 0) + (mail.text?.length ?? 0));
  const body: readonly (readonly [string, Value])[] = singleBody
    ? [['body', mail.html ?? mail.text ?? '']]
    : [
        ['body_html', mail.html ?? null],
        ['body_text', mail.text ?? null],
      ];
  return makeObject([
    ['from', mail.from],
    ['to', mail.to],
    ['cc', mail.cc],
    ['subject', mail.subject],
    ['date', mail.date],
    ['message_id', mail.messageId],
    ['headers', headersObject(mail.headers, context)],
    ...body,
    ['attachments', mail.attachments.map((file) => fileObject(file, context))],
  ]);
}

/** A header that comes several times, such as `Received`, has an array of its values under the name as it came first. */
function headersObject(headers: Mail['headers'], context: CallContext): ObjectValue {
  const found = new Map<string, { readonly name: string; readonly values: string[] }>();
  for (const [name, value] of headers) {
    context.spend(1);
    const key = name.toLowerCase();
    const known = found.get(key);
    if (known === undefined) found.set(key, { name, values: [value] });
    else known.values.push(value);
  }
  return makeObject(
    Array.from(found.values(), ({ name, values }) => [name, values.length === 1 ? (values[0] ?? '') : values] as const),
  );
}
