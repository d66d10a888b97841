/**
 * Packages for Python scripts: wheels that an administrator puts into a folder. Nothing is ever downloaded. What a wheel
 * itself needs, without a condition, must lie in the folder as well; what it needs under a condition is taken if it is there.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok, type Result } from '@fabula/model';
import { compare, satisfies } from '@renovatebot/pep440';
import { strFromU8, unzipSync } from 'fflate';

interface Wheel {
  readonly name: string;
  readonly version: string;
  readonly file: string;
}

interface Requirement {
  /** As written, for messages. */
  readonly text: string;
  readonly name: string;
  /** `==1.2.3`, `>=2,<3`; empty: any. */
  readonly versions: string;
  readonly isConditional: boolean;
}

/** The files to install for these lines of a requirements.txt. The error is a sentence that names what cannot be had. */
export async function chooseWheels(
  folder: string | null,
  lines: readonly string[],
): Promise<Result<readonly string[], string>> {
  const wanted: Requirement[] = [];
  for (const line of lines) {
    const text = line.replace(/(^|\s)#.*$/, '').trim();
    if (text === '') continue;
    const requirement = readRequirement(text);
    if (requirement === null) {
      return err(`The requirement '${text}' is not understood: write a name, or a name and a version (name==1.2.3).`);
    }
    wanted.push(requirement);
  }
  if (wanted.length === 0) return ok([]);
  const wheels = folder === null ? [] : await listWheels(folder);
  const chosen = new Map<string, Wheel>();
  // grows while it is walked: what a wheel needs comes behind it
  for (const requirement of wanted) {
    const known = chosen.get(requirement.name);
    const wheel = known ?? newest(wheels, requirement);
    if (wheel === undefined) {
      if (requirement.isConditional) continue;
      return err(explainMissing(requirement, wheels, folder));
    }
    if (known !== undefined && !fits(known, requirement)) {
      return err(
        `'${requirement.text}' does not go together with ${known.name} ${known.version}, which is wanted as well.`,
      );
    }
    if (known !== undefined) continue;
    chosen.set(requirement.name, wheel);
    wanted.push(...(await needsOf(wheel)));
  }
  return ok([...chosen.values()].map(({ file }) => file));
}

function readRequirement(text: string): Requirement | null {
  const [specification = '', condition] = text.split(';');
  const match = /^([A-Za-z0-9][\w.-]*)\s*(?:\[[\w\s,.-]*\])?\s*\(?([^)]*)\)?\s*$/.exec(specification.trim());
  if (match === null) return null;
  const versions = (match[2] ?? '').replace(/\s+/g, '');
  if (versions !== '' && !/^((==|!=|>=|<=|~=|===|>|<)[\w.*+!-]+,?)+$/.test(versions)) return null;
  return { text, name: plainName(match[1] ?? ''), versions, isConditional: condition !== undefined };
}

/** `Ruamel_YAML` and `ruamel.yaml` are one package. */
function plainName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

async function listWheels(folder: string): Promise<readonly Wheel[]> {
  const names = await readdir(folder).catch(() => []);
  return names.flatMap((name) => {
    const parts = name.endsWith('.whl') ? name.slice(0, -4).split('-') : [];
    const [distribution, version] = parts;
    const [python = '', abi = '', platform = ''] = parts.slice(-3);
    if (parts.length < 5 || distribution === undefined || version === undefined) return [];
    const isFit =
      /(^|\.)(py3|py313|cp313)(\.|$)/.test(python) &&
      /(^|\.)(none|abi3|cp313)(\.|$)/.test(abi) &&
      /(^|\.)any$|_wasm32/.test(platform);
    return isFit ? [{ name: plainName(distribution), version, file: join(folder, name) }] : [];
  });
}

function newest(wheels: readonly Wheel[], requirement: Requirement): Wheel | undefined {
  return wheels
    .filter((wheel) => wheel.name === requirement.name && fits(wheel, requirement))
    .sort((a, b) => compare(b.version, a.version))[0];
}

function fits({ version }: Wheel, { versions }: Requirement): boolean {
  return versions === '' || satisfies(version, versions);
}

async function needsOf({ file }: Wheel): Promise<readonly Requirement[]> {
  const files = unzipSync(new Uint8Array(await readFile(file)), {
    filter: ({ name }) => /^[^/]+\.dist-info\/METADATA$/.test(name),
  });
  const metadata = Object.values(files)[0];
  const head = metadata === undefined ? '' : (strFromU8(metadata).split(/\r?\n\r?\n/)[0] ?? '');
  return [...head.matchAll(/^Requires-Dist:\s*(.+)$/gm)].flatMap(([, text = '']) => readRequirement(text) ?? []);
}

function explainMissing({ text, name }: Requirement, wheels: readonly Wheel[], folder: string | null): string {
  if (folder === null) {
    return `The package '${text}' is not there: scripts have the standard library, and wheels from the folder that FABULA_PYTHON_WHEELS names.`;
  }
  const versions = wheels.filter((wheel) => wheel.name === name).map(({ version }) => version);
  versions.sort(compare);
  const found = versions.length === 0 ? 'no wheel of it' : `only ${versions.join(', ')}`;
  return `The package '${text}' is not there: the folder of FABULA_PYTHON_WHEELS has ${found} for Python 3.13.`;
}
