// `npm run bench -w packages/formula`: bundles the bench as the program is bundled (scripts/build.mjs), so that what is
// measured is what runs, and starts it in a process of its own with a young generation large enough to count allocations.
import { execFileSync, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const outfile = fileURLToPath(new URL('../../../dist/bench/formula.mjs', import.meta.url));

await build({
  absWorkingDir: root,
  entryPoints: ['packages/formula/bench/run.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: true,
  logLevel: 'warning',
  banner: {
    js: "import { createRequire as benchCreateRequire } from 'node:module'; const require = benchCreateRequire(import.meta.url);",
  },
});
const flags = ['--min-semi-space-size=64', '--max-semi-space-size=64'];
const child = spawn(process.execPath, [...flags, outfile, ...process.argv.slice(2)], { stdio: 'inherit' });
child.on('close', (code) => {
  // What was written into the README must look as the format check wants it.
  if (code === 0 && process.argv.includes('--write')) {
    const biome = fileURLToPath(new URL('../../../node_modules/@biomejs/biome/bin/biome', import.meta.url));
    const readme = fileURLToPath(new URL('../README.md', import.meta.url));
    execFileSync(process.execPath, [biome, 'format', '--write', readme], { cwd: root });
  }
  process.exit(code ?? 1);
});
