// @ts-check
/**
 * Loads Pyodide, unmodified, into this process. Loading anew takes some three seconds of computing, going on from a
 * snapshot of its memory one: `python-snapshot.mjs` makes it, once for an installation.
 */
import { constants, readFileSync } from 'node:fs';

/** @typedef {import('pyodide').PyodideInterface} Python */

/**
 * @param {{ readonly interpreter: string, readonly snapshot: string | null }} from
 * @param {{ readonly forSnapshot: boolean }} [purpose]
 * @returns {Promise<Python>}
 */
export async function loadPython({ interpreter, snapshot }, { forSnapshot } = { forSnapshot: false }) {
  /** @type {any} Its older doors are not in the types. */
  const host = process;
  // Emscripten asks it for the numbers of flags; the permission model refuses all of it.
  host.binding = () => ({ fs: constants });
  process.argv[0] = process.argv[1] = 'python';
  /** @type {typeof import('pyodide')} */
  const { loadPyodide } = await import(interpreter);
  const options = {
    env: { _: 'python', HOME: '/home/script' },
    stdin: () => null,
    stdout: () => undefined,
    stderr: () => undefined,
  };
  if (forSnapshot) return loadPyodide({ ...options, _makeSnapshot: true });
  if (snapshot === null) return loadPyodide(options);
  return loadPyodide({ ...options, _loadSnapshot: readFileSync(snapshot) });
}
