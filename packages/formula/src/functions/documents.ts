/** Functions that read and write XML and YAML. */

import { anyValue, flag, integer, object, reserveText, text } from './arguments.ts';
import type { CallContext, CheckedArguments, FunctionDefinition } from './definition.ts';
import examples from './documents.examples.json' with { type: 'json' };
import notes from './documents.notes.json' with { type: 'json' };
import { fileText } from './file-text.ts';
import { keyword, optional, required, withDocs } from './parameters.ts';
import { declaredCharset, readXml } from './xml/read-xml.ts';
import { writeXml } from './xml/write-xml.ts';
import { readYaml } from './yaml/read-yaml.ts';
import { writeYaml } from './yaml/write-yaml.ts';

/** The reader of YAML needs some hundred times the memory of its text. */
const maxYamlLength = 2_000_000;

export const documentFunctions: readonly FunctionDefinition[] = withDocs({ examples, notes }, [
  {
    name: 'XML_PARSE',
    category: 'Data Parsing/Conversion',
    summary: 'Reads XML text into an object of its elements.',
    parameters: [required('text', 'text')],
    returns: 'object',
    liquidFilter: 'xml_parse',
    call: (args, context) => {
      const given = fileText(args, context, 'text', declaredCharset);
      context.spend(Math.floor(given.length / 8));
      const read = readXml(given);
      return read.ok ? read.value : context.fail(`the text is not XML: ${read.error}`);
    },
  },
  {
    name: 'TO_XML',
    category: 'Data Parsing/Conversion',
    summary: 'Writes an object as an XML document with one element a key.',
    parameters: [required('object', 'object'), optional('root_element_name', 'text', '"hash"')],
    returns: 'text',
    call: (args, context) => {
      payForWriting(args, context);
      const root = text(args, context, 'root_element_name', 'hash');
      const written = writeXml(object(args, context, 'object'), root, (value) => context.toText(value));
      if (written === undefined) return context.fail('a key cannot be the name of an XML element');
      reserveText(context, written.length);
      return written;
    },
  },
  {
    name: 'YAML_PARSE',
    category: 'Data Parsing/Conversion',
    summary: 'Reads YAML text into the value that it shows.',
    parameters: [
      required('text', 'text'),
      keyword('parse_date_or_time', 'boolean', 'FALSE', 'TRUE: dates become texts in UTC'),
      keyword('version', 'integer', '1', '2 reads dates, and symbols as texts'),
    ],
    returns: 'any',
    call: (args, context) => {
      const given = fileText(args, context, 'text');
      if (given.length > maxYamlLength) return context.fail(`the text is longer than ${maxYamlLength} characters`);
      context.spend(2 * given.length);
      const isSecond = integer(args, context, 'version', 1) === 2;
      const read = readYaml(given, {
        readDates: isSecond || flag(args, 'parse_date_or_time', false),
        readSymbols: isSecond,
      });
      return read.ok ? read.value : context.fail(`the text is not YAML: ${read.error}`);
    },
  },
  {
    name: 'TO_YAML',
    category: 'Data Parsing/Conversion',
    summary: 'Writes a value as a YAML document.',
    parameters: [required('object', 'any')],
    returns: 'text',
    call: (args, context) => {
      payForWriting(args, context);
      const written = writeYaml(anyValue(args, context, 'object'), (value) => context.toText(value));
      reserveText(context, written.length);
      return written;
    },
  },
]);

/** The JSON text measures the value: what shares parts, or is too deep, ends here. */
function payForWriting(args: CheckedArguments, context: CallContext): void {
  context.spend(Math.floor(context.toText(anyValue(args, context, 'object')).length / 8));
}
