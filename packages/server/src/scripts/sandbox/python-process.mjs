// @ts-check
/**
 * The process that runs Python: Pyodide, unmodified. Started by `script-process.ts` with no environment, under Node's
 * permission model. It says `ready`, then answers each script with one message.
 *
 * Plain JavaScript, so that the same file starts from the sources and beside the bundle.
 */
import { Buffer } from 'node:buffer';
import { loadPython } from './load-python.mjs';
import { limitMemory, lockDown } from './lock-down.mjs';
import { pythonHarness } from './python-harness.mjs';

/** @type {import('../script-message.ts').SandboxSettings} */
const settings = JSON.parse(process.argv[2] ?? '{}');
/** @typedef {import('../script-message.ts').ToSandbox} ToSandbox */
/** @typedef {import('../script-message.ts').FromSandbox} FromSandbox */
/** @type {(message: FromSandbox) => void} */
const send = process.send?.bind(process) ?? (() => undefined);
/** @type {any} Its older doors are not in the types. */
const host = process;
/** Not `process.exit`, which calls what is taken away below. */
const end = host.reallyExit.bind(process);
process.on('disconnect', () => end(0));

const bytesOf = Buffer.from;
let wasRefusedMemory = false;
limitMemory(settings.maxMemoryBytes, () => {
  wasRefusedMemory = true;
});
const python = await loadPython(settings);
const run = python.runPython(`${pythonHarness}\nrun`, { globals: python.globals });
const install = python.runPython('install');
const site = '/lib/python3.13/site-packages';

let deadline = Number.POSITIVE_INFINITY;
const now = performance.now.bind(performance);
const { rss } = process.memoryUsage;
/** The interpreter, Node and the garbage of both are beside what a script may have. */
const mostResident = settings.maxMemoryBytes + 400 * 1024 ** 2;
let lookAt = 0;

/**
 * Python comes by here every few instructions. When the server is killed while a script computes, nobody is left to end
 * this process but itself; and files of the script are in the memory of JavaScript, which only a look from outside bounds.
 */
function look() {
  const at = now();
  if (at > deadline) end(1);
  if (at < lookAt) return;
  lookAt = at + 20;
  if (rss() > mostResident) end(settings.outOfMemoryCode);
}

python.setInterruptBuffer(
  /** @type {any} Pyodide asks for nothing but its first element. */ ({
    get 0() {
      look();
      return 0;
    },
    set 0(_value) {},
  }),
);

process.on('message', (/** @type {ToSandbox} */ script) => {
  send(answer(script));
});
lockDown();
send({ kind: 'ready' });

/** @param {ToSandbox} script @returns {FromSandbox} */
function answer({ source, input, wheels, timeoutMs }) {
  wasRefusedMemory = false;
  try {
    addWheels(wheels);
    send({ kind: 'begun' });
    deadline = now() + timeoutMs + settings.graceMs;
    const outcome = run(source, input, settings.maxOutputLength, settings.maxPrintedLength);
    const [kind, text, printed] = outcome.toJs();
    outcome.destroy();
    if (kind === 'done') return { kind, output: text, printed };
    return { kind: 'failed', failure: kind, message: text, printed };
  } catch (thrown) {
    return { kind: 'broken', failure: wasRefusedMemory ? 'memory' : 'raised', message: String(thrown).slice(0, 500) };
  } finally {
    deadline = Number.POSITIVE_INFINITY;
  }
}

/** @param {ToSandbox['wheels']} wheels */
function addWheels(wheels) {
  if (wheels.length === 0) return;
  const files = wheels.map((_, index) => `/tmp/${index}.whl`);
  for (const [index, wheel] of wheels.entries()) {
    python.FS.writeFile(files[index] ?? '', bytesOf(wheel, 'base64'));
  }
  install(site, files.join(' '));
}
