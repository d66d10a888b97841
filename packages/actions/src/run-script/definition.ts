/** Run Script (actions.md section 11): a program of the story, in a sandbox without network and files. */
import { type ActionType, OptionFailure } from '@fabula/engine';
import { isArrayValue, makeObject, toText, type Value } from '@fabula/formula';
import { anyField, booleanField, choiceField, codeField, numberField, textField } from '../options/field.ts';
import { languageChoices, languageNote } from './languages.ts';
import { planScript } from './script-outcome.ts';

/** No public export has the type's name; this is the one place that knows it. */
export const runScriptType = 'Agents::ScriptAgent';

const script = codeField('script', {
  title: 'Script',
  help: 'A program that defines `main(input)`. What `main` gives back, as JSON, is `output` of the event; what it prints goes to the log. Formulas in it are not read: use inputs.',
  isRequired: true,
  isBasic: true,
  origin: 'unconfirmed',
  note: 'The key `script` is that of the automatic transform. The event is `{"output": …}`.',
});

const language = choiceField('language', {
  title: 'Language',
  help: 'What the script is written in.',
  choices: languageChoices,
  fallback: 'python',
  isBasic: true,
  origin: 'unconfirmed',
  note: languageNote,
});

const inputs = anyField('inputs', {
  title: 'Inputs',
  help: 'What `main` is given, usually an object: `input["key"]`.',
  isBasic: true,
  aliases: ['input'],
  origin: 'unconfirmed',
  note: 'The key is ours. Without it `main` gets an empty object.',
});

const requirements = anyField('requirements', {
  title: 'Requirements',
  help: 'Packages for Python, one on a line as in a `requirements.txt`, or a list. They come from the folder that `FABULA_PYTHON_WHEELS` names; nothing is downloaded. The standard library is always there, but for `ssl`, `sqlite3` and `lzma`.',
  origin: 'unconfirmed',
  note: 'The key is ours. A package that is not there is an error log that names it.',
});

const timeout = numberField('timeout', {
  title: 'Timeout',
  help: 'Seconds after which the script is ended.',
  min: 1,
  max: 60,
  fallback: 10,
  origin: 'documented',
  note: 'Documented; the key itself is unconfirmed. Loading the interpreter does not count.',
});

const awsCredential = textField('aws_credential', {
  title: 'AWS credential',
  help: 'Not supported: scripts have no network, so the AWS SDK would reach nothing. Use an HTTP Request with an AWS credential.',
  origin: 'unconfirmed',
  note: 'The key is ours. A script that has it ends with an error log that says so.',
});

const emitFailureEvent = booleanField('emit_failure_event', {
  title: 'Emit an event on failure',
  help: 'When the script fails there is an event `{"error": …}` beside the error log.',
  fallback: false,
  origin: 'seen',
  note: 'The shape of the event is ours.',
});

export const runScript: ActionType = {
  type: runScriptType,
  title: 'Run Script',
  canReceive: true,
  canEmit: true,
  canBeScheduled: true,
  options: [script, language, inputs, requirements, timeout, awsCredential, emitFailureEvent],
  defaultOptions: () =>
    makeObject([
      ['language', 'python'],
      ['script', 'def main(input):\n    return {"hello": input["name"]}\n'],
      ['inputs', makeObject([['name', 'world']])],
    ]),
  plan(input) {
    const source = script.read(input);
    if (awsCredential.read(input) !== undefined) {
      throw new OptionFailure(
        "Invalid Options: 'aws_credential' is not supported, because scripts have no network. Use an HTTP Request with an AWS credential.",
        'aws_credential',
      );
    }
    return planScript(input, {
      source,
      language: language.read(input),
      value: inputs.read(input) ?? makeObject([]),
      requirements: linesOf(requirements.read(input)),
      timeoutSeconds: timeout.read(input),
      emitsFailure: emitFailureEvent.read(input),
    });
  },
};

function linesOf(value: Value | undefined): readonly string[] {
  if (value === undefined) return [];
  const lines = isArrayValue(value) ? value.map(toText) : toText(value).split(/\r?\n/);
  return lines.map((line) => line.trim()).filter((line) => line !== '');
}
