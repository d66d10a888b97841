/** The door of the package: what happens next. No HTTP, no SQL, no clock of its own. */
export * from './action-type.ts';
export * from './ports/clock.ts';
export * from './ports/outgoing.ts';
export * from './ports/store.ts';
