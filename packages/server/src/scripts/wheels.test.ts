import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createScripts, defaultScriptSettings } from './create-scripts.ts';
import { testCache } from './script-cache.test-kit.ts';
import { chooseWheels } from './wheels.ts';

let folder = '';

/** A package with one module that says which version it is. */
async function addWheel(name: string, version: string, needs: readonly string[] = [], tags = 'py3-none-any') {
  const metadata = [`Metadata-Version: 2.1`, `Name: ${name}`, `Version: ${version}`];
  const files = {
    [`${name}/__init__.py`]: strToU8(`version = "${version}"\n`),
    [`${name}-${version}.dist-info/METADATA`]: strToU8(
      [...metadata, ...needs.map((need) => `Requires-Dist: ${need}`), '', 'About it.'].join('\n'),
    ),
  };
  await writeFile(join(folder, `${name}-${version}-${tags}.whl`), zipSync(files));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fabula-wheels-'));
  await addWheel('greeting', '1.9.0');
  await addWheel('greeting', '1.10.0', ['manners>=2', 'tone; extra == "loud"', 'colour; sys_platform == "win32"']);
  await addWheel('manners', '2.1');
  await addWheel('lonely', '1.0', ['nobody']);
  await addWheel('native', '1.0', [], 'cp313-cp313-manylinux_2_28_x86_64');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const named = async (...lines: string[]) => {
  const chosen = await chooseWheels(folder, lines);
  return chosen.ok ? chosen.value.map((file) => file.slice(folder.length + 1)) : chosen.error;
};

describe('the packages of a script', () => {
  it('are the newest that fit, with what they need', async () => {
    expect(await named('greeting')).toEqual(['greeting-1.10.0-py3-none-any.whl', 'manners-2.1-py3-none-any.whl']);
    expect(await named('Greeting==1.9.0  # older', '', '# a remark')).toEqual(['greeting-1.9.0-py3-none-any.whl']);
    expect(await named('greeting >=1, <1.10')).toEqual(['greeting-1.9.0-py3-none-any.whl']);
  });

  it.each([
    [
      'another version',
      'greeting==3',
      "The package 'greeting==3' is not there: the folder of FABULA_PYTHON_WHEELS has only 1.9.0, 1.10.0 for Python 3.13.",
    ],
    [
      'no wheel',
      'pandas',
      "The package 'pandas' is not there: the folder of FABULA_PYTHON_WHEELS has no wheel of it for Python 3.13.",
    ],
    [
      'a wheel for another machine',
      'native',
      "The package 'native' is not there: the folder of FABULA_PYTHON_WHEELS has no wheel of it for Python 3.13.",
    ],
    [
      'something that it needs',
      'lonely',
      "The package 'nobody' is not there: the folder of FABULA_PYTHON_WHEELS has no wheel of it for Python 3.13.",
    ],
    [
      'an address',
      'https://pypi.test/x.whl',
      "The requirement 'https://pypi.test/x.whl' is not understood: write a name, or a name and a version (name==1.2.3).",
    ],
    [
      'an option of pip',
      '-r other.txt',
      "The requirement '-r other.txt' is not understood: write a name, or a name and a version (name==1.2.3).",
    ],
  ])('that are not there are named: %s', async (_name, line, message) => {
    expect(await named(line)).toBe(message);
  });

  it('two that exclude each other are named', async () => {
    expect(await named('manners<2.1', 'greeting')).toMatch(/not there: .* only 2.1/);
    expect(await named('greeting==1.9.0', 'greeting>1.9')).toBe(
      "'greeting>1.9' does not go together with greeting 1.9.0, which is wanted as well.",
    );
  });

  it('without a folder the setting is named', async () => {
    expect(await chooseWheels(null, ['requests'])).toEqual({
      ok: false,
      error:
        "The package 'requests' is not there: scripts have the standard library, and wheels from the folder that FABULA_PYTHON_WHEELS names.",
    });
  });

  it('can be imported by the script', { timeout: 120_000 }, async () => {
    const scripts = createScripts({
      ...defaultScriptSettings,
      wheelFolder: folder,
      cacheFolder: testCache,
      maxProcesses: 1,
    });
    const result = await scripts.run(
      {
        language: 'python',
        source: 'import greeting, manners\ndef main(input):\n    return [greeting.version, manners.version]',
        input: 'null',
        requirements: ['greeting'],
        timeoutMs: 10_000,
        owner: 'story 1',
      },
      new AbortController().signal,
    );
    await scripts.close();
    expect(result).toEqual({ ok: true, value: { printed: '', output: '["1.10.0", "2.1"]' } });
  });
});
