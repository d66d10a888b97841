/** Ways out of the sandbox that were tried. Each must end at a wall, and most of them at the first. */
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createScripts, defaultScriptSettings } from './create-scripts.ts';
import { forkSandbox } from './fork-sandbox.ts';
import { testCache } from './script-cache.test-kit.ts';

const scripts = createScripts({ ...defaultScriptSettings, wheelFolder: null, cacheFolder: testCache, maxProcesses: 2 });
let connections = 0;
const listener = createServer((socket) => {
  connections += 1;
  socket.end('HTTP/1.0 200 OK\r\n\r\nhello');
});
let port = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const address = listener.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});
afterAll(async () => {
  await scripts.close();
  listener.close();
});

/** What `attempt` gives: an expression of Python that sees `port`; `"refused: …"` when it raises. */
async function attempt(lines: string): Promise<unknown> {
  const body = lines
    .trim()
    .split('\n')
    .map((line) => `        ${line}`)
    .join('\n');
  const result = await scripts.run(
    {
      language: 'python',
      source: `def main(port):\n    try:\n${body}\n    except BaseException as error:\n        return "refused: " + type(error).__name__`,
      input: String(port),
      requirements: [],
      timeoutMs: 10_000,
      owner: 'somebody',
    },
    new AbortController().signal,
  );
  return result.ok ? JSON.parse(result.value.output) : `refused: ${result.error.message}`;
}

const refused = expect.stringMatching(/^refused: /);

describe('Python cannot leave its sandbox', () => {
  it.each([
    ['the JavaScript around it', 'import js\nreturn str(js.globalThis)'],
    ['… after the memory of modules is cleared', 'import sys\nsys.modules.pop("js")\nimport js\nreturn str(js)'],
    ['the module of Pyodide', 'import sys\nsys.modules.pop("pyodide_js")\nimport pyodide_js\nreturn str(pyodide_js)'],
    ['running JavaScript', 'from pyodide.code import run_js\nreturn run_js("1 + 1")'],
    ['C functions', 'import ctypes\nreturn str(ctypes.CDLL(None))'],
    [
      'running JavaScript by modules loaded again',
      'import sys\nfor n in list(sys.modules):\n    if sys.modules[n] is None: del sys.modules[n]\nfrom pyodide.code import run_js\nreturn run_js("1 + 1")',
    ],
    [
      'JavaScript by C functions',
      'import sys\nfor n in list(sys.modules):\n    if sys.modules[n] is None: del sys.modules[n]\nimport ctypes\nf = ctypes.CDLL(None).emscripten_run_script_int\nreturn f(b"1+1")',
    ],
    ['a process', 'import subprocess\nreturn subprocess.run(["ls"]).returncode'],
    ['a thread', 'import threading\nthreading.Thread(target=print).start()\nreturn 1'],
    ['a page', 'import urllib.request\nreturn urllib.request.urlopen(f"http://127.0.0.1:{port}").read().decode()'],
    ['a page by Pyodide', 'from pyodide.http import open_url\nreturn open_url(f"http://127.0.0.1:{port}").read()'],
    ['files of the host', 'return open("/etc/passwd").read()'],
    ['its own program', 'import sys\nreturn open("/proc/self/environ").read()'],
  ])('%s', { timeout: 120_000 }, async (_name, lines) => {
    expect(await attempt(lines)).toEqual(refused);
  });

  it('finds no command, no address and no path of the host', { timeout: 120_000 }, async () => {
    expect(await attempt('import os\nreturn os.system("echo hello > /tmp/hello")')).not.toBe(0);
    const found = await attempt(
      'import os, sys\nreturn [dict(os.environ), sys.argv, sys.executable, sys.path, os.getcwd()]',
    );
    expect(JSON.stringify(found)).not.toMatch(/node|work|fabula/i);
  });

  it('reaches no socket', { timeout: 120_000 }, async () => {
    await attempt(
      'import socket\ns = socket.socket()\ns.settimeout(2)\ns.connect(("127.0.0.1", port))\ns.send(b"x")\nreturn s.recv(5).decode()',
    );
    expect(connections).toBe(0);
  });
});

describe('a program that broke out into its process finds nothing there', () => {
  it.each(['python', 'javascript'] as const)('%s', { timeout: 120_000 }, async (language) => {
    // The tries stand in a file of their own, because no text can become code in there.
    const child = forkSandbox(
      { language, file: 'break-out.test-kit.mjs', arguments: [String(port)], snapshot: null },
      defaultScriptSettings,
    );
    const told = await new Promise((resolve) => child.on('message', resolve));
    child.kill('SIGKILL');
    expect(told).toEqual({ reached: [] });
    expect(connections).toBe(0);
  });
});
