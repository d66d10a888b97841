/** Functions that write and read ZIP archives. */
import { isNumberValue, toNative } from '../value/number.ts';
import { Bytes, getKey, isArrayValue, isObjectValue, type ObjectValue, type Value } from '../value/value.ts';
import examples from './archive-functions.examples.json' with { type: 'json' };
import notes from './archive-functions.notes.json' with { type: 'json' };
import { unzip } from './archives/unzip.ts';
import { type FileToZip, type ZipPassword, zip } from './archives/zip.ts';
import { anyValue, asArray, asText, reserveText, restValues, spendOnArray, wrongType } from './arguments.ts';
import { contentTypeOf } from './content-type.ts';
import { nowIn } from './dates/moment-argument.ts';
import { momentOfUnixTime, readDate } from './dates/read-date.ts';
import type { CallContext, CheckedArguments, FunctionDefinition } from './definition.ts';
import { fromBase64 } from './encoding/base64-text.ts';
import { encodeUtf8 } from './encoding/utf8.ts';
import { fileObject } from './file-object.ts';
import { anyNumberOf, keyword, optional, required, withDocs } from './parameters.ts';
import { platformOf } from './platform-of.ts';

const maxFiles = 10_000;
const maxBytes = 36_000_000;

export const archiveFunctions: readonly FunctionDefinition[] = withDocs({ examples, notes }, [
  {
    name: 'ZIP',
    category: 'Data Parsing/Conversion',
    summary: 'Packs files into a ZIP archive; wrap the result in BASE64_ENCODE before it enters an event.',
    parameters: [
      required('fileContentsOrFilesArray', 'any'),
      optional('filename', 'any'),
      anyNumberOf('more', 'any'),
      keyword('password', 'text', 'none'),
    ],
    returns: 'bytes',
    // Without created_at the time of the evaluation is kept in the archive; with a password, random bytes.
    nondeterministic: true,
    liquidFilter: 'zip',
    call: (args, context) => {
      const { files, password } = wanted(args, context);
      const size = files.reduce((sum, { data }) => sum + data.length, 0);
      if (size > maxBytes) return context.fail(`the files are larger than ${maxBytes} bytes together`);
      // Packing takes some fifty nanoseconds a byte.
      context.spend(20 * files.length + Math.floor(size / 20));
      return new Bytes(zip(files, password));
    },
  },
  {
    name: 'UNZIP',
    category: 'Data Parsing/Conversion',
    summary: 'Unpacks a ZIP archive into an array of file objects.',
    parameters: [required('zip_data', 'text'), optional('password', 'text')],
    returns: 'array of objects',
    nondeterministic: true,
    liquidFilter: 'unzip',
    call: (args, context) => {
      const given = anyValue(args, context, 'zip_data');
      // An empty archive happens to be ASCII, so that BASE64_DECODE gives a text.
      const data = given instanceof Bytes ? given.data : encodeUtf8(asText(given, context, 'zip_data'));
      const password = passwordOf(anyValue(args, context, 'password'), context);
      const read = unzip(data, password, context);
      if (!read.ok) return context.fail(`the data cannot be unpacked as a ZIP archive: ${read.error}`);
      return read.value.map(({ path, data: contents }) => {
        const filename = path.slice(path.lastIndexOf('/') + 1);
        const file = { filename, contentType: contentTypeOf(filename), data: contents };
        return fileObject(file, context, [['path', path]]);
      });
    },
  },
]);

interface Wanted {
  readonly files: readonly FileToZip[];
  readonly password: ZipPassword | null;
}

function wanted(args: CheckedArguments, context: CallContext): Wanted {
  const first = anyValue(args, context, 'fileContentsOrFilesArray');
  const others = [
    ...(args.get('filename') === undefined ? [] : [anyValue(args, context, 'filename')]),
    ...restValues(args, context),
  ];
  const named = anyValue(args, context, 'password');
  if (isArrayValue(first)) {
    if (others.length > 1) return context.fail('after an array of files there may only be a password');
    return { files: distinct(filesOf(first, context)), password: secretOf(others[0] ?? named, context) };
  }
  const [filename, ...more] = others;
  if (filename === undefined || filename === null) return context.fail('a file needs a name as its second argument');
  const files: FileToZip[] = [fileOf(first, filename, context.now, context)];
  for (let index = 0; index + 1 < more.length; index += 2)
    files.push(fileOf(more[index] ?? null, more[index + 1] ?? null, context.now, context));
  const last = more.length % 2 === 1 ? more.at(-1) : undefined;
  return { files: distinct(files), password: secretOf(last ?? named, context) };
}

function filesOf(items: readonly Value[], context: CallContext): FileToZip[] {
  spendOnArray(context, items.length);
  if (items.length > maxFiles) return context.fail(`there are more than ${maxFiles} files`);
  return asArray(items, context, 'files').map((item) => {
    if (!isObjectValue(item)) return wrongType(context, 'a file', 'an object with contents and name', item);
    const name = getKey(item, 'name') ?? getKey(item, 'path') ?? getKey(item, 'filename') ?? null;
    if (name === null) return context.fail('a file has no `name`');
    const file = fileOf('', name, createdAt(item, context), context);
    return { ...file, data: contentsOf(item, context) };
  });
}

function contentsOf(item: ObjectValue, context: CallContext): Uint8Array {
  const contents = getKey(item, 'contents') ?? null;
  if (contents !== null) return bytesOf(contents, context);
  const encoded = getKey(item, 'base64encodedcontents') ?? null;
  if (encoded === null) return context.fail('a file has neither `contents` nor `base64encodedcontents`');
  return (
    fromBase64(asText(encoded, context, 'base64encodedcontents')) ??
    context.fail('`base64encodedcontents` of a file is not Base64')
  );
}

function createdAt(item: ObjectValue, context: CallContext): number {
  const given = getKey(item, 'created_at') ?? null;
  if (given === null) return context.now;
  context.spend(50);
  const moment = isNumberValue(given)
    ? momentOfUnixTime(toNative(given), 'UTC')
    : readDate(asText(given, context, 'created_at'), nowIn('UTC', context));
  return moment?.epochMilliseconds ?? context.fail('`created_at` of a file cannot be read as a date');
}

function fileOf(contents: Value, name: Value, time: number, context: CallContext): FileToZip {
  return {
    path: pathOf(asText(name, context, 'the name of a file'), context),
    data: bytesOf(contents, context),
    createdAt: time,
  };
}

function bytesOf(contents: Value, context: CallContext): Uint8Array {
  if (contents instanceof Bytes) return contents.data;
  if (isArrayValue(contents) || isObjectValue(contents))
    return context.fail('the contents of a file must be text; TO_JSON writes objects and arrays as text');
  const given = asText(contents, context, 'the contents of a file');
  reserveText(context, given.length);
  return encodeUtf8(given);
}

/** Whoever unpacks the archive must not be led out of the folder. */
function pathOf(name: string, context: CallContext): string {
  const path = name.replaceAll('\\', '/').replace(/^(?:[A-Za-z]:)?\/+/, '');
  const isSafe = path !== '' && !path.includes('\0') && path.length <= 1_000 && !path.split('/').includes('..');
  return isSafe ? path : context.fail(`a file in an archive cannot be named "${name.slice(0, 80)}"`);
}

/** `a.txt`, `a (2).txt`: programs would write the second over the first. */
function distinct(files: readonly FileToZip[]): FileToZip[] {
  const taken = new Set<string>();
  const counts = new Map<string, number>();
  return files.map((file) => {
    let path = file.path;
    while (taken.has(path)) {
      const count = (counts.get(file.path) ?? 1) + 1;
      counts.set(file.path, count);
      path = file.path.replace(/(\.[^./]*)?$/, (ending) => ` (${count})${ending}`);
    }
    taken.add(path);
    return { ...file, path };
  });
}

function passwordOf(given: Value, context: CallContext): Uint8Array | undefined {
  if (given === null) return undefined;
  if (given instanceof Bytes) return given.data;
  const text = asText(given, context, 'password');
  return text === '' ? undefined : encodeUtf8(text);
}

function secretOf(given: Value, context: CallContext): ZipPassword | null {
  const password = passwordOf(given, context);
  if (password === undefined) return null;
  const platform = platformOf(context);
  return { password, randomBytes: (length) => platform.randomBytes(length) };
}
