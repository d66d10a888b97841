import type { Script } from '@fabula/engine';
import { afterAll, describe, expect, it } from 'vitest';
import { createScripts, defaultScriptSettings } from './create-scripts.ts';
import { testCache } from './script-cache.test-kit.ts';

const settings = { ...defaultScriptSettings, wheelFolder: null, cacheFolder: testCache, maxProcesses: 3 };
const scripts = createScripts(settings);
afterAll(() => scripts.close());

const never = new AbortController().signal;

function run(script: Partial<Script> & Pick<Script, 'source'>, signal = never) {
  return scripts.run(
    { language: 'python', input: '{}', requirements: [], timeoutMs: 10_000, owner: 'story 1', ...script },
    signal,
  );
}

async function outcomeOf(script: Partial<Script> & Pick<Script, 'source'>): Promise<unknown> {
  const result = await run(script);
  return result.ok ? JSON.parse(result.value.output) : result.error;
}

/** The loading of Python alone takes seconds on a busy machine. */
const slow = 120_000;

describe('Python', () => {
  it('gives back what main returns, whole numbers of any size included', { timeout: slow }, async () => {
    const result = await run({
      source: 'def main(input):\n    print("seen", input["a"])\n    return {"sum": input["a"] + 1, "none": None}',
      input: '{"a": 12345678901234567890}',
    });
    expect(result).toEqual({
      ok: true,
      value: { output: '{"sum": 12345678901234567891, "none": null}', printed: 'seen 12345678901234567890\n' },
    });
  });

  it.each([
    [
      'an exception',
      'def main(input):\n    x = 1\n    return x / 0',
      'raised',
      'Line 3: ZeroDivisionError: division by zero',
    ],
    ['a mistake in the syntax', 'def main(input):\n    retrun 1', 'raised', 'Line 2: SyntaxError: invalid syntax'],
    ['no main', 'x = 1', 'raised', 'The script must define main(input).'],
    [
      'a result that is no JSON',
      'def main(input):\n    return {1, 2}',
      'result',
      'What main gives back cannot be written as JSON: TypeError: Object of type set is not JSON serializable',
    ],
    [
      'a result that is no number',
      'def main(input):\n    return float("nan")',
      'result',
      'What main gives back cannot be written as JSON: ValueError: Out of range float values are not JSON compliant: nan',
    ],
    ['an end of the program', 'import sys\ndef main(input):\n    sys.exit(3)', 'raised', 'Line 3: SystemExit: 3'],
    [
      'an async main',
      'async def main(input):\n    return 1',
      'result',
      'main must not be async: it must give back a value.',
    ],
    [
      'endless recursion',
      'def main(input):\n    return main(input)',
      'raised',
      'Line 2: RecursionError: maximum recursion depth exceeded',
    ],
  ])('says what is wrong: %s', { timeout: slow }, async (_name, source, kind, message) => {
    expect(await outcomeOf({ source })).toMatchObject({ kind, message });
  });

  it('ends a script at its limit of time, and the next one runs', { timeout: slow }, async () => {
    expect(await outcomeOf({ source: 'def main(input):\n    while True: pass', timeoutMs: 300 })).toEqual({
      kind: 'timeout',
      message: 'The script was ended because it ran for more than 0.3 s.',
      printed: '',
    });
    expect(await outcomeOf({ source: 'def main(input): return 1' })).toBe(1);
  });

  it('ends a script that needs too much memory', { timeout: slow }, async () => {
    expect(await outcomeOf({ source: 'def main(input):\n    return len(bytearray(600 * 1024 * 1024))' })).toEqual({
      kind: 'memory',
      message: 'The script was ended because it needed more than 512 MB of memory.',
      printed: '',
    });
  });

  it('ends a script whose files need too much memory', { timeout: 2 * slow }, async () => {
    const small = createScripts({ ...settings, maxMemoryBytes: 64 * 1024 ** 2, maxProcesses: 1 });
    const source = `
def main(input):
    for name in range(1000):
        with open(f"/tmp/{name}", "wb") as file:
            file.write(b"x" * 8 * 1024 * 1024)`;
    const script = { language: 'python', input: '1', requirements: [], timeoutMs: slow, owner: 'story 1' } as const;
    const result = await small.run({ ...script, source }, never);
    await small.close();
    expect(result).toMatchObject({ ok: false, error: { kind: 'memory' } });
  });

  it('ends a script whose run is cancelled', { timeout: slow }, async () => {
    await outcomeOf({ source: 'def main(input): return 1' });
    const controller = new AbortController();
    const running = run({ source: 'def main(input):\n    while True: pass' }, controller.signal);
    controller.abort();
    expect(await running).toMatchObject({ ok: false, error: { kind: 'aborted' } });
  });

  it('shares nothing between owners', { timeout: slow }, async () => {
    await outcomeOf({ source: 'import json\ndef main(input):\n    json.left_behind = 1', owner: 'story 2' });
    const source = 'import json\ndef main(input):\n    return hasattr(json, "left_behind")';
    expect(await outcomeOf({ source, owner: 'story 3' })).toBe(false);
  });

  it('keeps what is printed within bounds', { timeout: slow }, async () => {
    const result = await run({ source: 'def main(input):\n    for i in range(100000): print("a line")' });
    expect(result.ok && result.value.printed.length).toBeLessThan(60_000);
  });

  it('has the standard library', { timeout: slow }, async () => {
    const source = `
import base64, collections, csv, datetime, decimal, hashlib, hmac, ipaddress, itertools, json, math, random, re, statistics
import string, urllib.parse, uuid, xml.etree.ElementTree, zipfile, zlib
def main(input):
    return hashlib.sha256(b"a").hexdigest()[:8], str(decimal.Decimal(1) / 8), len(str(uuid.uuid4()))`;
    expect(await outcomeOf({ source })).toEqual(['ca978112', '0.125', 36]);
  });
});

describe('JavaScript', () => {
  const language = 'javascript';

  it('gives back what main returns', { timeout: slow }, async () => {
    const source = 'const main = (input) => { console.log("seen", input); return { sum: input.a + 1 } }';
    expect(await run({ language, source, input: '{"a":1}' })).toEqual({
      ok: true,
      value: { output: '{"sum":2}', printed: 'seen {"a":1}\n' },
    });
  });

  it.each([
    [
      'an exception',
      'function main(input) {\n  return input.a.b;\n}',
      'raised',
      "Line 2: TypeError: cannot read property 'b' of undefined",
    ],
    ['a mistake in the syntax', 'function main(input) {\n  retrun 1 }', 'raised', "Line 2: SyntaxError: expecting ';'"],
    ['no main', 'var x = 1', 'raised', 'The script must define main(input).'],
    ['a thrown text', 'function main() { throw "no" }', 'raised', 'no'],
    [
      'a result that is no JSON',
      'function main() { return { a: 1n } }',
      'result',
      'What main gives back cannot be written as JSON: TypeError: Do not know how to serialize a BigInt',
    ],
    [
      'a promise that nobody keeps',
      'function main() { return new Promise(() => {}) }',
      'result',
      'main waits for something that never comes.',
    ],
  ])('says what is wrong: %s', { timeout: slow }, async (_name, source, kind, message) => {
    expect(await outcomeOf({ language, source })).toMatchObject({ kind, message });
  });

  it('waits for an async main', { timeout: slow }, async () => {
    const source = 'async function main(input) { return (await Promise.resolve(input.a)) + 1 }';
    expect(await outcomeOf({ language, source, input: '{"a":1}' })).toBe(2);
  });

  it('ends a script at its limits of time and memory', { timeout: slow }, async () => {
    const endless = 'function main() { for (;;); }';
    expect(await outcomeOf({ language, source: endless, timeoutMs: 300 })).toMatchObject({ kind: 'timeout' });
    const hungry = 'function main() { return new Uint8Array(6e8).length }';
    expect(await outcomeOf({ language, source: hungry })).toMatchObject({ kind: 'memory' });
    const deep = 'function main(input) { return main(input) + 1; }';
    expect(await outcomeOf({ language, source: deep })).toMatchObject({ kind: 'raised' });
  });

  it('has nothing of what is around it', { timeout: slow }, async () => {
    const names = [
      'process',
      'require',
      'fetch',
      'WebSocket',
      'XMLHttpRequest',
      'setTimeout',
      'Buffer',
      'WebAssembly',
      'std',
      'os',
    ];
    const source = `function main(names) { return names.filter((name) => typeof globalThis[name] !== "undefined") }`;
    expect(await outcomeOf({ language, source, input: JSON.stringify(names) })).toEqual([]);
    const importing = 'async function main() { return Object.keys(await import("fs")) }';
    expect(await outcomeOf({ language, source: importing })).toMatchObject({ kind: 'raised' });
  });
});
