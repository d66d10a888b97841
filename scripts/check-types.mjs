// Type-checks every part with the settings of the place where it runs.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';

const projects = ['tsconfig.json'];
for (const name of readdirSync('packages')) {
  for (const file of ['tsconfig.json', 'tsconfig.test.json']) {
    if (existsSync(`packages/${name}/${file}`)) projects.push(`packages/${name}/${file}`);
  }
}
let failed = false;
for (const project of projects) {
  const result = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', project], { stdio: 'inherit' });
  if (result.status !== 0) {
    console.error(`types: ${project} failed`);
    failed = true;
  }
}
process.exit(failed ? 1 : 0);
