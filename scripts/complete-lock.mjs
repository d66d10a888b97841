// Makes package-lock.json hold the packages of every platform, not only of the one where it was written.
//
// npm leaves out an optional package (`@biomejs/cli-darwin-arm64`) that it could not look up while it wrote the lock, and
// `npm ci` then refuses the lock on every machine. Run this after `npm install`: `npm run fix:lock`. With `--check` it
// only says what is missing. An entry added here has no checksum until npm writes the file where the package is at hand.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

const file = join(root, 'package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));
const missing = Object.entries(lock.packages).flatMap(([path, entry]) =>
  Object.entries(entry.optionalDependencies ?? {})
    .filter(([name]) => !isResolved(path, name))
    .map(([name, version]) => ({ name, version, isDev: entry.dev === true })),
);

if (missing.length === 0) process.exit(0);
if (process.argv.includes('--check')) {
  console.error(
    `package-lock.json lacks ${missing.length} optional packages, such as ${missing[0].name}; run: npm run fix:lock`,
  );
  process.exit(1);
}
for (const { name, version, isDev } of missing) {
  if (!/^\d/.test(version))
    throw new Error(
      `${name} is wanted as "${version}": only exact versions can be written without asking the registry`,
    );
  const { cpu, os, libc } = platformOf(name);
  // npm's own order of keys.
  lock.packages[`node_modules/${name}`] = { version, cpu, dev: isDev || undefined, libc, optional: true, os };
}
const packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
writeFileSync(file, `${JSON.stringify({ ...lock, packages }, null, 2)}\n`);
console.log(`package-lock.json: added ${missing.length} optional packages.`);

/** As Node looks for it: in the own node_modules, then in that of each folder above. */
function isResolved(path, name) {
  for (let at = path; ; at = at.slice(0, Math.max(at.lastIndexOf('/node_modules/'), 0))) {
    if (`${at === '' ? '' : `${at}/`}node_modules/${name}` in lock.packages) return true;
    if (at === '') return false;
  }
}

/** The native packages are named for where they run: `…-linux-x64-musl`. */
function platformOf(name) {
  const parts = name.slice(name.indexOf('/') + 1).split('-');
  const known = (values) => values.find((value) => parts.includes(value));
  const os = known(['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32']);
  const cpu = known(['arm64', 'arm', 'ia32', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64']);
  if (cpu === undefined || (os === undefined && cpu !== 'wasm32'))
    throw new Error(`${name} does not name its platform`);
  const isMusl = parts.some((part) => part.startsWith('musl'));
  return { cpu: [cpu], os: os && [os], libc: os === 'linux' ? [isMusl ? 'musl' : 'glibc'] : undefined };
}
