// Type-checks every part with the settings of the place where it runs: a package, its tests, and what lies outside packages.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

const projects = ['tsconfig.json'];
for (const name of readdirSync(join(root, 'packages'))) {
  for (const file of ['tsconfig.json', 'tsconfig.test.json']) {
    if (existsSync(join(root, 'packages', name, file))) projects.push(`packages/${name}/${file}`);
  }
}

const failed = [];
const waiting = [...projects];
await Promise.all([checkNext(), checkNext()]);
console.log(
  `types: ${projects.length} projects, ${failed.length} failed${failed.map((name) => `\n  ${name}`).join('')}`,
);
process.exit(failed.length > 0 ? 1 : 0);

async function checkNext() {
  for (let project = waiting.shift(); project !== undefined; project = waiting.shift()) {
    const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const child = spawn(process.execPath, [compiler, '-p', project], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
    const code = await new Promise((resolve) => child.on('close', resolve));
    if (output !== '') process.stdout.write(output);
    if (code !== 0) failed.push(project);
  }
}
