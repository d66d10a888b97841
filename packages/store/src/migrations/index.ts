/** The history of the schema, oldest first. A migration that has been released is never changed. */
import { peopleAndStories } from './0001-people-and-stories.ts';
import { engineTables } from './0002-engine.ts';

export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
}

export const migrations: readonly Migration[] = [
  { number: 1, name: 'people-and-stories', sql: peopleAndStories },
  { number: 2, name: 'engine', sql: engineTables },
];
