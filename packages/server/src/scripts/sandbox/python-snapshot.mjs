// @ts-check
/** Writes the memory of a freshly loaded Python to a file and ends. It runs nobody's script. */
import { writeFileSync } from 'node:fs';
import { loadPython } from './load-python.mjs';

/** @type {import('../script-message.ts').SandboxSettings} */
const settings = JSON.parse(process.argv[2] ?? '{}');
const target = process.argv[3];
if (target === undefined) throw new Error('python-snapshot.mjs needs the file to write');
const python = await loadPython(settings, { forSnapshot: true });
writeFileSync(target, python.makeMemorySnapshot());
process.exit(0);
