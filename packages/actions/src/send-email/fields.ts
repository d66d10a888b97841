/** The options of Send Email, each described once. */
import { booleanField, listField, longTextField, objectField, textField } from '../options/field.ts';

const lists = 'A list, or a text with the addresses separated by commas.';

export const recipients = listField('recipients', {
  title: 'Recipients',
  help: `Who gets the mail: \`ada@example.com\` or \`Ada <ada@example.com>\`. ${lists}`,
  isRequired: true,
  isBasic: true,
  origin: 'documented',
});

export const subject = textField('subject', {
  title: 'Subject',
  help: 'Line breaks become blanks.',
  fallback: '',
  isBasic: true,
  origin: 'documented',
});

export const body = longTextField('body', {
  title: 'Body',
  help: 'Text or HTML. Text goes out as text and as HTML made of it; HTML goes out with a plain text made of it.',
  fallback: '',
  isBasic: true,
  origin: 'documented',
});

export const replyTo = listField('reply_to', {
  title: 'Reply to',
  help: `Where answers go. ${lists}`,
  fallback: [],
  isBasic: true,
  origin: 'documented',
});

export const cc = listField('cc', {
  title: 'Cc',
  help: `Who gets a copy. ${lists}`,
  fallback: [],
  origin: 'documented',
});

export const bcc = listField('bcc', {
  title: 'Bcc',
  help: `Who gets a copy that the others do not see. ${lists}`,
  fallback: [],
  origin: 'documented',
});

export const senderName = textField('sender_name', {
  title: 'Name of the sender',
  help: 'The name beside the address of the sender.',
  fallback: '',
  origin: 'seen',
});

export const senderAddress = textField('sender_address', {
  title: 'Address of the sender',
  help: 'In place of the address of the settings (`FABULA_MAIL_FROM`). The mail server decides whether it may be used.',
  fallback: '',
  origin: 'seen',
});

export const attachments = listField('attachments', {
  title: 'Attachments',
  help:
    'Files: `{"filename", "contents"}` with a text, `{"filename", "base64encodedcontents"}` with base64 (an attachment of a ' +
    'received mail as it is), or a file object `{"name", "type", "contents"}` with base64. `content_type` says what a file ' +
    'is; `auto`, or none, goes by its name.',
  fallback: [],
  origin: 'seen',
  note: 'Whether `contents` beside `filename` is text or base64 is not documented: it is taken as text.',
});

export const advancedHtml = booleanField('advanced_html', {
  title: 'Advanced HTML',
  help: 'The body is a whole HTML document and goes out as it is written.',
  fallback: false,
  origin: 'seen',
  note: 'Without it the body is put into a document, and a body without any tag counts as text.',
});

export const headers = objectField('headers', {
  title: 'Headers',
  help: 'Further headers: `{"X-Ticket": "41"}`. Those that other options make, such as To or Subject, are refused.',
  origin: 'documented',
});

export const smtpUrl = textField('smtp_url', {
  title: 'Mail server',
  help:
    'A server of its own for this action, best in a credential: `smtp://user:password@mail.example.com:587` or `smtps://…`, ' +
    'with `?tls=required` or `?verify=false` behind it where they are wanted. Left out: the server of the settings.',
  fallback: '',
  origin: 'own',
});

export const fields = [
  ...[recipients, subject, body, replyTo, cc, bcc, senderName, senderAddress, attachments, advancedHtml, headers],
  smtpUrl,
];
