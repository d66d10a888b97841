import { anyField, listField, objectField } from '../options/field.ts';

export const payload = objectField('payload', {
  title: 'Payload',
  help: 'Values for the inputs of the group, by their names.',
  isBasic: true,
  fallback: {},
  origin: 'documented',
});

export const inputs = listField('inputs', {
  title: 'Inputs',
  help: 'What the group is given: a list of `{name, type, required}`. Types are `object`, `text`, `checkbox`, `number` and `formula`.',
  isBasic: true,
  origin: 'unconfirmed',
  note: 'The key is ours. Without declared inputs the payload goes in as it is. A required one that is missing, or a value that is not of its type, fails and is named.',
});

export const outputPayload = anyField('payload', {
  title: 'Payload',
  help: 'What the group emits. Without it, what this action received.',
  isBasic: true,
  origin: 'unconfirmed',
  note: 'The key is that of the group itself.',
});
