/**
 * Automatic: runs the program that was written, by a model or by a person, when the story was built (actions.md section
 * 7.8). No model is asked when it runs.
 */
import { type ActionInput, OptionFailure, type Plan } from '@fabula/engine';
import { makeObject } from '@fabula/formula';
import { anyField, choiceField, codeField, longTextField } from '../options/field.ts';
import { languageChoices, languageNote } from '../run-script/languages.ts';
import { planScript } from '../run-script/script-outcome.ts';

const ofMode = { when: { key: 'mode', isOneOf: ['automatic'] } } as const;
/** Documented is ten minutes for every mode; a program that computes for a minute is stuck. */
const timeoutSeconds = 60;

const data = anyField('input', {
  title: 'Input',
  help: 'What `main` of the script is given.',
  isBasic: true,
  ...ofMode,
  origin: 'documented',
});

const guidance = longTextField('guidance', {
  title: 'Guidance',
  help: 'What the script is to do, in words, for whoever writes it. It has no effect when the action runs.',
  isBasic: true,
  ...ofMode,
  origin: 'documented',
});

const script = codeField('script', {
  title: 'Script',
  help: 'A program that defines `main(input)`. What `main` gives back is `output` of the event. Formulas in it are not read.',
  isBasic: true,
  ...ofMode,
  origin: 'seen',
  note: 'Without a script there is an error log: Fabula has no model write one. The script is ended after 60 s instead of the documented 10 minutes.',
});

const language = choiceField('language', {
  title: 'Language',
  help: 'What the script is written in.',
  choices: languageChoices,
  fallback: 'python',
  ...ofMode,
  origin: 'seen',
  note: `Exports have \`Python\` and \`python_3_13\`. ${languageNote}`,
});

export const automaticOptions = [data, guidance, script, language];

export function automatic(input: ActionInput): Plan {
  const source = script.read(input);
  if (source === undefined) {
    throw new OptionFailure(
      "Invalid Options: 'script' must be given: write a program that defines main(input). Fabula does not write one from 'guidance'.",
      'script',
    );
  }
  // of no effect, but a mistake in it is told as in any option
  guidance.read(input);
  return planScript(input, {
    source,
    language: language.read(input),
    value: data.read(input) ?? makeObject([]),
    requirements: [],
    timeoutSeconds,
    emitsFailure: false,
  });
}
