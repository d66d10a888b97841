/** The door of the package: text → value. Pure; the same in the browser and in the server. */
export * from './failure.ts';
export * from './result.ts';
export * from './value/equal.ts';
export * from './value/json.ts';
export * from './value/kind.ts';
export * from './value/number.ts';
export * from './value/order.ts';
export * from './value/text.ts';
export * from './value/value.ts';
