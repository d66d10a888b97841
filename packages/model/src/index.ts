/** The door of the package: the nouns. Types, ids, schemas and rules; pure. */
export * from './ids.ts';
export * from './story/story-definition.ts';
export { assertNever, err, ok, type Result } from '@fabula/formula';
