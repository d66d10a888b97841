/** The door of the package: text → value. Pure; the same in the browser and in the server. */
export * from './result.ts';
export * from './value/value.ts';
