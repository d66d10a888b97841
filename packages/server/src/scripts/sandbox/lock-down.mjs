// @ts-check
/**
 * Takes away from this process what a program that broke out of its WebAssembly could use. Called once, after the
 * interpreter is loaded and before anybody's code runs; what the process itself still needs it holds already.
 *
 * It is one wall of several (docs/decisions/0011-scripts.md): around it stand Node's permission model, an empty environment, no
 * code from strings, and a parent that kills.
 */
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { Server, Socket } from 'node:net';

/** What stays of the global object: the language without `eval`, and what interpreters call while they run. */
const kept = new Set([
  ...['Object', 'Function', 'Array', 'Number', 'Boolean', 'String', 'Symbol', 'BigInt', 'Math', 'JSON', 'Date', 'Intl'],
  ...['RegExp', 'Promise', 'Proxy', 'Reflect', 'Map', 'Set', 'WeakMap', 'WeakSet', 'WeakRef', 'FinalizationRegistry'],
  ...['Iterator', 'ArrayBuffer', 'SharedArrayBuffer', 'Atomics', 'DataView', 'Int8Array', 'Uint8Array', 'Float16Array'],
  ...['Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array', 'Float32Array', 'Float64Array'],
  ...['BigInt64Array', 'BigUint64Array', 'Error', 'AggregateError', 'EvalError', 'RangeError', 'ReferenceError'],
  ...['SyntaxError', 'TypeError', 'URIError', 'parseFloat', 'parseInt', 'isNaN', 'isFinite', 'decodeURI'],
  ...['decodeURIComponent', 'encodeURI', 'encodeURIComponent', 'escape', 'unescape'],
  ...['globalThis', 'TextDecoder', 'TextEncoder', 'WebAssembly', 'crypto', 'performance', 'queueMicrotask'],
  ...['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate'],
]);
/** Of Node, with everything that opens a file, a connection, a process or a way to more code. */
const builtins = [
  ...['fs', 'fs/promises', 'net', 'tls', 'dgram', 'dns', 'dns/promises', 'http', 'https', 'http2'],
  ...['child_process', 'cluster', 'worker_threads', 'vm', 'module', 'repl', 'inspector', 'v8', 'wasi', 'os'],
];
/** Of `process`, what Node itself calls while it delivers messages and timers. */
const keptOfProcess = new Set(['nextTick', 'emit', 'on', 'once', 'off', 'addListener', 'removeListener', 'listeners']);
const hiddenOfProcess = new Set(['_linkedBinding', '_kill', '_debugProcess', '_debugEnd', '_rawDebug']);

export function lockDown() {
  const require = createRequire(import.meta.url);
  const modules = builtins.map((name) => require(name));
  for (const module of modules) for (const key of functionsOf(module)) replace(module, key);
  for (const prototype of [Socket.prototype, Server.prototype]) {
    for (const key of ['connect', 'listen']) if (key in prototype) replace(prototype, key);
  }
  syncBuiltinESMExports();
  for (const key of functionsOf(process)) {
    if (hiddenOfProcess.has(key) || !(key.startsWith('_') || keptOfProcess.has(key))) replace(process, key);
  }
  const quiet = () => undefined;
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    // what cannot be deleted belongs to the language: Infinity, NaN, undefined
    if (!kept.has(name)) Reflect.deleteProperty(globalThis, name);
  }
  // interpreters complain to it before they give up
  Reflect.set(globalThis, 'console', { log: quiet, info: quiet, warn: quiet, error: quiet, debug: quiet });
}

/** @param {number} maxBytes Of one memory of WebAssembly. @param {() => void} refused Called when a program asks for more. */
export function limitMemory(maxBytes, refused) {
  const pageBytes = 65_536;
  /** @type {any} Node's types do not know it. */
  const { prototype } = Reflect.get(globalThis, 'WebAssembly').Memory;
  const { grow } = prototype;
  prototype.grow = function (/** @type {number} */ pages) {
    if (this.buffer.byteLength + pages * pageBytes > maxBytes) {
      refused();
      throw new RangeError('the memory limit is reached');
    }
    return grow.call(this, pages);
  };
}

/** Names of own functions and accessors that can be replaced. @param {Record<string, any>} object */
function functionsOf(object) {
  return Object.getOwnPropertyNames(object).filter((name) => {
    const found = Object.getOwnPropertyDescriptor(object, name);
    return found?.configurable && (typeof found.value === 'function' || found.get !== undefined);
  });
}

/** @param {object} object @param {string} name */
function replace(object, name) {
  Object.defineProperty(object, name, { value: refuse, writable: true, configurable: true, enumerable: true });
}

function refuse() {
  throw new Error('This is not there for scripts.');
}
