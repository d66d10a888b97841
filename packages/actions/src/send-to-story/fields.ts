import { anyField, booleanField } from '../options/field.ts';

export const story = anyField('story', {
  title: 'Story',
  help: 'The story to send to: its number, its name, or a formula such as `<<STORY.my_story>>`. Stories of the own team come first, then those that are open to others.',
  isRequired: true,
  isBasic: true,
  origin: 'documented',
});

export const payload = anyField('payload', {
  title: 'Payload',
  help: "What the story's entry emits.",
  isBasic: true,
  fallback: {},
  origin: 'documented',
});

export const sendPayloadAsBody = booleanField('send_payload_as_body', {
  title: 'Send payload as body',
  help: "Puts the payload under `body` in the entry's event, as a webhook does.",
  fallback: true,
  origin: 'documented',
});

export const sendToDraft = anyField('send_to_draft', {
  title: 'Send to draft',
  help: 'Sends to this draft of the story instead of the live one: its name, its number, or `true` for the draft called `test`.',
  aliases: ['send_to_test'],
  origin: 'documented',
  note: 'That `true` means the draft called `test` is unconfirmed.',
});
