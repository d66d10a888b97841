/** The door of the package: the nouns. Types, ids, schemas and rules; pure. */

export { assertNever, err, ok, type Result } from '@fabula/formula';
export * from './access/permissions.ts';
export * from './api/action.ts';
export * from './api/event.ts';
export * from './api/folder.ts';
export * from './api/info.ts';
export * from './api/input.ts';
export * from './api/note.ts';
export * from './api/output.ts';
export * from './api/paging.ts';
export * from './api/run.ts';
export * from './api/session.ts';
export * from './api/story.ts';
export * from './api/team.ts';
export * from './errors/api-failure.ts';
export * from './errors/error-catalogue.ts';
export * from './ids.ts';
export * from './story/slug.ts';
export * from './story/story.ts';
export * from './story/story-definition.ts';
export * from './story/webhook-path.ts';
