/** Functions that read e-mails. */
import { Bytes } from '../value/value.ts';
import { anyValue, flag, text } from './arguments.ts';
import type { CallContext, CheckedArguments, FunctionDefinition } from './definition.ts';
import { encodeUtf8 } from './encoding/utf8.ts';
import { toByteText } from './mail/byte-text.ts';
import { mailObject } from './mail/mail-object.ts';
import { readEml } from './mail/read-eml.ts';
import { readMsg } from './mail/read-msg.ts';
import examples from './mail-functions.examples.json' with { type: 'json' };
import { keyword, required, withExamples } from './parameters.ts';

const singleBody = keyword('single_body', 'boolean', 'TRUE', 'FALSE: `body_html` and `body_text` instead of `body`');

const shape =
  'Gives `from`, `to`, `cc`, `subject`, `date`, `message_id`, `headers`, `body` and `attachments`. Addresses stand without ' +
  'names; a header that comes several times is an array. An attachment has `filename`, `content_type`, `guid`, `md5`, ' +
  '`sha256`, `sizeinbytes` and `base64encodedcontents`.';

export const mailFunctions: readonly FunctionDefinition[] = withExamples(examples, [
  {
    name: 'EML_PARSE',
    category: 'Data Parsing/Conversion',
    summary: 'Reads the text of an e-mail (.eml) into an object with its addresses, texts and attachments.',
    details: `${shape} A forwarded mail is an attachment that EML_PARSE reads in turn.`,
    seeAlso: ['MSG_PARSE', 'BASE64_DECODE'],
    parameters: [required('text', 'text', 'the e-mail, not Base64'), singleBody],
    returns: 'object',
    nondeterministic: true,
    liquidFilter: 'eml_parse',
    call: (args, context) => {
      const given = anyValue(args, context, 'text');
      const isText = !(given instanceof Bytes);
      const source = toByteText(isText ? encodeUtf8(text(args, context, 'text')) : given.data);
      const read = readEml(source, isText, context);
      if (!read.ok) return context.fail(`the text is not an e-mail: ${read.error}`);
      return mailObject(read.value, flag(args, 'single_body', true), context);
    },
  },
  {
    name: 'MSG_PARSE',
    category: 'Data Parsing/Conversion',
    summary: 'Reads an Outlook message (.msg) into an object of the same shape as EML_PARSE.',
    details: `${shape} The file comes as bytes: \`MSG_PARSE(BASE64_DECODE(…))\`. Attached messages become .eml files.`,
    seeAlso: ['EML_PARSE', 'BASE64_DECODE'],
    parameters: [
      required('file', 'text', 'the contents of the file, not Base64'),
      keyword('extract_multiline_headers', 'boolean', 'FALSE', 'FALSE: a header ends with its first line'),
      singleBody,
    ],
    returns: 'object',
    nondeterministic: true,
    call: (args, context) => {
      const data = fileBytes(args, context);
      const read = readMsg(data, flag(args, 'extract_multiline_headers', false), context);
      if (!read.ok) return context.fail(`the file is not an Outlook message: ${read.error}`);
      return mailObject(read.value, flag(args, 'single_body', true), context);
    },
  },
]);

function fileBytes(args: CheckedArguments, context: CallContext): Uint8Array {
  const given = anyValue(args, context, 'file');
  if (given instanceof Bytes) {
    return given.data;
  }
  return encodeUtf8(text(args, context, 'file'));
}
