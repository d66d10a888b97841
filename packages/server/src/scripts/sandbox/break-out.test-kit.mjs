// @ts-check
/** Stands in for a program that broke out of WebAssembly into the JavaScript of its process, and looks around. */
import childProcess from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import workers from 'node:worker_threads';
import { lockDown } from './lock-down.mjs';

const port = Number(process.argv[3]);
const send = process.send?.bind(process) ?? (() => undefined);
/** @type {any} */
const host = process;
const require = createRequire(import.meta.url);
/** What an interpreter may have taken before the door was shut. */
const taken = { readFileSync: fs.readFileSync, spawnSync: childProcess.spawnSync };
lockDown();

/** @type {Record<string, () => unknown>} */
const tries = {
  'a global of the host': () => {
    /** @type {any} */
    const around = globalThis;
    const names = [
      'process',
      'require',
      'fetch',
      'WebSocket',
      'EventSource',
      'XMLHttpRequest',
      'Buffer',
      'eval',
      'navigator',
    ];
    return names.find((name) => around[name] !== undefined);
  },
  'code from a text': () => Reflect.construct(Object.getPrototypeOf(() => 0).constructor, ['return 1'])(),
  'a file of the host': () => fs.readFileSync('/etc/passwd'),
  'a file by a function taken before': () => taken.readFileSync('/etc/passwd'),
  'a file by another door': () => fs.promises.readFile('/etc/passwd'),
  'a written file': () => fs.writeFileSync('/tmp/broken-out', 'x'),
  'a process': () => childProcess.spawnSync('ls'),
  'a process by a function taken before': () => taken.spawnSync('ls').status === 0,
  'a thread': () => new workers.Worker('1', { eval: true }),
  'a connection': () => net.connect(port, '127.0.0.1'),
  'a connection by a socket': () => new net.Socket().connect(port, '127.0.0.1'),
  'a connection by a module': () => require('node:net').connect(port, '127.0.0.1'),
  'a page': () => require('node:http').get(`http://127.0.0.1:${port}`),
  'a module of Node': () => host.getBuiltinModule('fs'),
  'an older door': () => host.binding('tcp_wrap'),
  'an even older door': () => host._linkedBinding('tcp_wrap'),
  'a library of C': () => host.dlopen({ exports: {} }, '/lib/x86_64-linux-gnu/libc.so.6'),
  'a signal': () => host.kill(host.ppid, 0),
  'the environment': () =>
    Object.keys(host.env).find((name) => name !== 'NODE_CHANNEL_FD' && !name.startsWith('NODE_CHANNEL')),
};

/** @type {string[]} */
const reached = [];
for (const [name, attempt] of Object.entries(tries)) {
  try {
    if (attempt() !== undefined && attempt() !== false) reached.push(name);
  } catch {
    // as it should be
  }
}
setTimeout(() => send({ reached }), 200);
