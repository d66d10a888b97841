// @ts-check
/**
 * The process that runs JavaScript: QuickJS in WebAssembly. Started by `script-process.ts` with no environment, under
 * Node's permission model. It says `ready`, then answers each script with one message. Every script gets a runtime of
 * its own.
 *
 * Plain JavaScript, so that the same file starts from the sources and beside the bundle.
 */
import quickJs from '@jitl/quickjs-singlefile-mjs-release-sync';
import { newQuickJSWASMModuleFromVariant, Scope } from 'quickjs-emscripten-core';
import { limitMemory, lockDown } from './lock-down.mjs';

/** @typedef {import('quickjs-emscripten-core').QuickJSContext} QuickJSContext */
/** @typedef {import('quickjs-emscripten-core').QuickJSHandle} QuickJSHandle */
/** @typedef {import('../script-message.ts').ToSandbox} ToSandbox */
/** @typedef {import('../script-message.ts').FromSandbox} FromSandbox */

/** @type {import('../script-message.ts').SandboxSettings} */
const settings = JSON.parse(process.argv[2] ?? '{}');
/** @type {(message: FromSandbox) => void} */
const send = process.send?.bind(process) ?? (() => undefined);
/** @type {any} Not `process.exit`, which calls what is taken away below. */
const host = process;
const end = host.reallyExit.bind(process);
process.on('disconnect', () => end(0));

let wasRefusedMemory = false;
limitMemory(settings.maxMemoryBytes, () => {
  wasRefusedMemory = true;
});
const quickjs = await newQuickJSWASMModuleFromVariant(quickJs);
const now = performance.now.bind(performance);
process.on('message', (/** @type {ToSandbox} */ script) => {
  wasRefusedMemory = false;
  send({ kind: 'begun' });
  try {
    send(run(script));
  } catch (thrown) {
    send({ kind: 'broken', failure: wasRefusedMemory ? 'memory' : 'raised', message: String(thrown).slice(0, 500) });
  }
});
lockDown();
send({ kind: 'ready' });

/** @param {ToSandbox} script @returns {FromSandbox} */
function run({ source, input, timeoutMs }) {
  return Scope.withScope((scope) => {
    const runtime = scope.manage(quickjs.newRuntime());
    runtime.setMemoryLimit(settings.maxMemoryBytes);
    runtime.setMaxStackSize(512 * 1024);
    // The server ends a script at its limit; this is for one whose server was killed.
    const deadline = now() + timeoutMs + settings.graceMs;
    runtime.setInterruptHandler(() => now() > deadline);
    const context = scope.manage(runtime.newContext());
    const printed = offerConsole(scope, context);
    // taken before the script can put something else in its place
    const write = evaluate(scope, context, '((write) => (value) => write(value))(JSON.stringify)');
    const parse = evaluate(scope, context, '((read) => (text) => read(text))(JSON.parse)');

    /** @param {import('../script-message.ts').ScriptFault} failure @param {string} message @returns {FromSandbox} */
    const fail = (failure, message) => ({ kind: 'failed', failure, message, printed: printed.text() });
    /** @param {QuickJSHandle} error @param {string} [before] */
    const failWith = (error, before = '') => {
      const message = describe(context, scope.manage(error));
      if (wasRefusedMemory || /out of memory/.test(message)) return fail('memory', '');
      return fail(before === '' ? 'raised' : 'result', before + message);
    };

    const loaded = context.evalCode(source, 'script.js', { type: 'global' });
    if (loaded.error) return failWith(loaded.error);
    loaded.value.dispose();
    const main = evaluate(scope, context, 'typeof main === "undefined" ? undefined : main');
    if (context.typeof(main) !== 'function') return fail('raised', 'The script must define main(input).');
    const given = context.callFunction(parse, context.undefined, scope.manage(context.newString(input)));
    if (given.error) return failWith(given.error);
    const called = context.callFunction(main, context.undefined, scope.manage(given.value));
    if (called.error) return failWith(called.error);
    const jobs = runtime.executePendingJobs();
    if (jobs.error) return failWith(jobs.error);
    const state = context.getPromiseState(scope.manage(called.value));
    if (state.type === 'pending') return fail('result', 'main waits for something that never comes.');
    if (state.type === 'rejected') return failWith(state.error);
    const value = state.notAPromise ? state.value : scope.manage(state.value);
    const written = context.callFunction(write, context.undefined, value);
    if (written.error) return failWith(written.error, 'What main gives back cannot be written as JSON: ');
    const text = scope.manage(written.value);
    const output = context.typeof(text) === 'string' ? context.getString(text) : 'null';
    if (output.length > settings.maxOutputLength) {
      const megabytes = Math.floor(settings.maxOutputLength / 1_000_000);
      return fail('result', `What main gives back is larger than ${megabytes} MB.`);
    }
    return { kind: 'done', output, printed: printed.text() };
  });
}

/** @param {Scope} scope @param {QuickJSContext} context @param {string} source Ours: it does not fail. */
function evaluate(scope, context, source) {
  return scope.manage(context.unwrapResult(context.evalCode(source, 'fabula.js')));
}

/** `console` for the script; what it prints is kept as far as a log holds it. @param {Scope} scope @param {QuickJSContext} context */
function offerConsole(scope, context) {
  /** @type {string[]} */
  const parts = [];
  let room = settings.maxPrintedLength;
  const print = scope.manage(
    context.newFunction('print', (...handles) => {
      if (room <= 0) return;
      const line = `${handles.map((handle) => shown(context, handle)).join(' ')}\n`;
      parts.push(line.slice(0, room));
      room -= line.length;
      if (room < 0) parts.push('\n… more was printed than a log holds');
    }),
  );
  const console = scope.manage(context.newObject());
  for (const name of ['log', 'info', 'warn', 'error', 'debug']) context.setProp(console, name, print);
  context.setProp(context.global, 'console', console);
  return { text: () => parts.join('') };
}

/** @param {QuickJSContext} context @param {QuickJSHandle} handle */
function shown(context, handle) {
  if (context.typeof(handle) === 'string') return context.getString(handle);
  const value = context.dump(handle);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** `Line 3: TypeError: …`. @param {QuickJSContext} context @param {QuickJSHandle} error */
function describe(context, error) {
  const { name, message, stack } = Object(context.dump(error));
  if (typeof name !== 'string' || typeof message !== 'string') return shown(context, error).slice(0, 2000);
  const line = /script\.js:(\d+)/.exec(String(stack))?.[1];
  const words = `${name}: ${message}`.slice(0, 2000);
  return line === undefined ? words : `Line ${line}: ${words}`;
}
