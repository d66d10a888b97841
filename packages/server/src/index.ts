/** The door of the package: the server put together, for tests and benchmarks that run it in their own process. */
export { composeFabula, type Fabula, type Overrides } from './compose.ts';
export { readSettings, type Settings } from './settings.ts';
