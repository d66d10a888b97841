/** The door of the package: PostgreSQL and the embedded database behind the engine's ports, and the repositories of the API. */
export {
  clientConfigFor,
  type Database,
  type DatabaseOptions,
  type Executor,
  openDatabase,
} from './database/database.ts';
export { DirectoryInUse } from './database/directory-lock.ts';
export { prepareTemplate } from './database/embedded.ts';
export { migrate, NewerSchema } from './database/migrate.ts';
