/** The options of Receive Email, each described once. */
import { booleanField, choiceField, listField, numberField, objectField, textField } from '../options/field.ts';

const imapOnly = { key: 'mode', isOneOf: ['imap'] } as const;

export const mode = choiceField('mode', {
  title: 'Mode',
  help: 'Where mails come from: a mailbox that is read by IMAP, or an address of Fabula that belongs to this action.',
  choices: [
    { value: 'imap', title: 'A mailbox (IMAP)' },
    { value: 'email', title: 'An address of its own' },
  ],
  fallback: 'imap',
  isBasic: true,
  origin: 'unconfirmed',
  note: 'The key and its values are ours. The address is in the answer of the API, as `email_address`; it needs `FABULA_SMTP_PORT`.',
});

export const host = textField('host', {
  title: 'Host',
  help: 'Name of the IMAP server.',
  isRequired: true,
  isBasic: true,
  when: imapOnly,
  origin: 'documented',
});

export const username = textField('username', {
  title: 'User name',
  help: 'Who signs in to the mailbox.',
  isRequired: true,
  isBasic: true,
  when: imapOnly,
  origin: 'documented',
});

export const password = textField('password', {
  title: 'Password',
  help: 'Best a credential: `<<CREDENTIAL.mailbox>>`.',
  isRequired: true,
  isBasic: true,
  when: imapOnly,
  origin: 'documented',
});

export const port = numberField('port', {
  title: 'Port',
  help: 'Left out: 993 with `ssl`, 143 without.',
  min: 1,
  max: 65_535,
  isInteger: true,
  when: imapOnly,
  origin: 'documented',
});

export const ssl = booleanField('ssl', {
  title: 'TLS',
  help: 'Connects with TLS. Without it the connection is encrypted as soon as the server offers STARTTLS.',
  fallback: false,
  isBasic: true,
  when: imapOnly,
  origin: 'documented',
});

export const folders = listField('folders', {
  title: 'Folders',
  help: 'Names of the folders that are read: a list, or a text with commas.',
  isRequired: true,
  isBasic: true,
  when: imapOnly,
  origin: 'documented',
});

export const markAsRead = booleanField('mark_as_read', {
  title: 'Mark as read',
  help: 'Marks the mails that became events as read in the mailbox.',
  fallback: false,
  when: imapOnly,
  origin: 'documented',
});

export const disableSslVerification = booleanField('disable_ssl_verification', {
  title: 'Accept any certificate',
  help: 'Believes every certificate of the IMAP server, self-signed ones too.',
  fallback: false,
  when: imapOnly,
  origin: 'documented',
});

export const conditions = objectField('conditions', {
  title: 'Conditions',
  help:
    'Mails become events only when each of these fields matches its regular expression: `{"subject": "^Alert", "from": ' +
    '"@example\\\\.com$"}`. Upper and lower case are the same.',
  origin: 'documented',
  note:
    'Fields: from, from_name, to, cc, reply_to, subject, body, html, message_id, folder, attachments (the names of files) and ' +
    '`headers.<name>`. A list matches when one of its entries does. The field and the regular expression must be there.',
});

export const emitHeaders = booleanField('emit_headers', {
  title: 'Emit headers',
  help: 'Puts all headers of the mail into the event, in lower case and with underscores: `headers.x_spam_flag`.',
  fallback: false,
  origin: 'seen',
  note: 'A header that comes more than once is a list.',
});

export const useTunnel = textField('use_tunnel', {
  title: 'Tunnel',
  help: 'Name of a tunnel of the settings that the connection goes through.',
  fallback: '',
  when: imapOnly,
  origin: 'documented',
});

export const fields = [
  ...[mode, host, username, password, port, ssl, folders, markAsRead, disableSslVerification, conditions],
  ...[emitHeaders, useTunnel],
];
