/** The options of a page, each described once. What it shows stands beside them, in the story's `pages[]`. */
import { randomBytes } from 'node:crypto';
import { toText } from '@fabula/formula';
import { localOption, mustMatchOption, rulesOption } from '../options/common.ts';
import { anyField, booleanField, choiceField, type ReadableField, textField } from '../options/field.ts';

export const urlIdentifier = textField('url_identifier', {
  title: 'Address',
  help: 'The part of the address after `/pages/`; unique in the tenant.',
  isBasic: true,
  origin: 'documented',
  note: 'Without one the guid of the action is the address.',
});

export type PageVisibility = 'tenant' | 'team' | 'sso_groups' | 'public';

/** A word that nobody knows lets in as few as possible. */
export function visibilityOf(word: string | null): PageVisibility {
  const known = word?.trim().toLowerCase() ?? 'tenant';
  return known === 'tenant' || known === 'sso_groups' || known === 'public' ? known : 'team';
}

const visibilityChoice = choiceField('visibility', {
  title: 'Who may open it',
  help: 'Everybody, members of the tenant, or members of the team.',
  choices: [
    { value: 'tenant', title: 'Members of the tenant' },
    { value: 'team', title: 'Members of the team' },
    { value: 'sso_groups', title: 'Groups of single sign-on' },
    { value: 'public', title: 'Everybody' },
  ],
  isBasic: true,
  origin: 'seen',
  note: 'Only `tenant` was seen; the other words are ours. `sso_groups` lets in whoever is signed in until groups exist. A word that is none of them is as `team`.',
});

export const visibility: ReadableField<PageVisibility | undefined> = {
  ...visibilityChoice,
  read(reader, names) {
    const word = toText(reader.option('visibility', names) ?? null);
    return word.trim() === '' ? undefined : visibilityOf(word);
  },
};

export type PageMode = 'success_page' | 'story_run' | 'redirect';

export const mode = choiceField('mode', {
  title: 'After the submission',
  help: 'Show a message, go on to the next page of the run, or go to another address.',
  fallback: 'success_page',
  choices: [
    { value: 'success_page', title: 'Show a message' },
    { value: 'story_run', title: 'Go on to the next page' },
    { value: 'redirect', title: 'Go to an address' },
  ],
  isBasic: true,
  origin: 'seen',
  note: '`story_run` shows the loading message while actions run, then the next page of the same run that waits; when nothing of the run is left, the message.',
});

export const submissionMessage = textField('submissionMessage', {
  title: 'Message after the submission',
  help: 'Markdown; formulas see the submission.',
  origin: 'seen',
});

export const loadingMessage = textField('loading_message', {
  title: 'Message while actions run',
  help: 'Shown between two pages of a run.',
  when: { key: 'mode', isOneOf: ['story_run'] },
  origin: 'documented',
});

export const redirect = textField('redirect', {
  title: 'Address to go to',
  help: 'An http or https address; formulas see the submission.',
  when: { key: 'mode', isOneOf: ['redirect'] },
  origin: 'documented',
});

export const description = textField('description', {
  title: 'Description',
  help: 'Markdown above the contents.',
  origin: 'seen',
});

export const fields = anyField('fields', {
  title: 'Contents',
  help: 'What the page shows where the story has no entry for it in `pages`: a list of elements, or an object with `containers`, `fields` and `conditions`.',
  origin: 'seen',
  note: 'In exports it is empty, and the contents stand in `pages[]`. Its use for contents is ours.',
});

export const anonymize = booleanField('anonymize', {
  title: 'Anonymous',
  help: 'The event does not say who submitted: neither the e-mail address nor the network address.',
  fallback: false,
  origin: 'documented',
});

export const autoSubmit = booleanField('auto_submit', {
  title: 'Submit by itself',
  help: 'The page submits itself after it was opened.',
  fallback: false,
  origin: 'documented',
  note: 'By a script in the browser; without scripts the button does it.',
});

export const autoSubmitTime = textField('auto_submit_time', {
  title: 'When it submits itself',
  help: '`immediately`, or a number of seconds.',
  fallback: 'immediately',
  when: { key: 'auto_submit', isOneOf: ['true'] },
  origin: 'seen',
  note: 'Only `immediately` was seen.',
});

export const pageLogo = anyField('page_logo', {
  title: 'Logo',
  help: 'A file object with an image; `display_logo: false` hides it.',
  origin: 'seen',
});

export const pageWidth = choiceField('page_width', {
  title: 'Width',
  help: 'How wide the contents may be.',
  choices: ['small', 'medium', 'large', 'full'].map((value) => ({ value, title: value })),
  origin: 'seen',
  note: 'Only `small` was seen.',
});

export const appearanceMode = choiceField('pages_appearance_mode', {
  title: 'Appearance',
  help: 'Light, dark, or as the browser of the visitor likes it.',
  fallback: 'auto',
  choices: [
    { value: 'light', title: 'Light' },
    { value: 'dark', title: 'Dark' },
    { value: 'auto', title: 'As the browser has it' },
  ],
  origin: 'seen',
});

export const backgroundColor = textField('pages_background_color', {
  title: 'Background colour',
  help: 'A colour as `#F9F9F9`. In the dark it is not used.',
  origin: 'seen',
});

export const actionColor = textField('pages_action_color', {
  title: 'Colour of buttons',
  help: 'A colour as `#777FFF`; the text on it becomes black or white, whichever is easier to read.',
  origin: 'seen',
});

export const displayMode = choiceField('display_mode', {
  title: 'Display mode',
  help: 'Whether the contents stand in a frame.',
  choices: [
    { value: 'bordered', title: 'In a frame' },
    { value: 'plain', title: 'Without a frame' },
  ],
  origin: 'seen',
  note: 'In exports it stands in `pages[]`, where only `bordered` was seen.',
});

export const pageFields = [
  urlIdentifier,
  visibility,
  mode,
  submissionMessage,
  loadingMessage,
  redirect,
  description,
  fields,
  anonymize,
  autoSubmit,
  autoSubmitTime,
  pageLogo,
  pageWidth,
  appearanceMode,
  backgroundColor,
  actionColor,
  displayMode,
  rulesOption,
  mustMatchOption,
  localOption,
] as const;

export const newIdentifier = (): string => randomBytes(16).toString('hex');
