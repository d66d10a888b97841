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
import notes from './mail-functions.notes.json' with { type: 'json' };
import { keyword, required, withDocs } from './parameters.ts';

const singleBody = keyword('single_body', 'boolean', 'TRUE');

export const mailFunctions: readonly FunctionDefinition[] = withDocs({ examples, notes }, [
  {
    name: 'EML_PARSE',
    category: 'Data Parsing/Conversion',
    summary: 'Reads the text of an e-mail (.eml) into an object with its addresses, texts and attachments.',
    parameters: [required('text', 'text'), singleBody],
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
    parameters: [required('file', 'text'), keyword('extract_multiline_headers', 'boolean', 'FALSE'), singleBody],
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
  if (given instanceof Bytes) return given.data;
  return encodeUtf8(text(args, context, 'file'));
}
