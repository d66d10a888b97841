/**
 * `npm run bench -w packages/editor`: the web application in a real browser, against the real program. With `--write` the table
 * goes to docs/performance.md.
 */
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { launchBrowser } from '../../e2e/browser.ts';
import { desktop } from '../../e2e/world/sizes.ts';
import { startFabula } from '../../e2e/world/start-fabula.ts';
import { writeReport } from '../write-report.ts';
import { measureEditor } from './measures.ts';

// The workspace's own folder is where npm starts it.
process.chdir(fileURLToPath(new URL('../..', import.meta.url)));
const [fabula, browser] = await Promise.all([startFabula(), launchBrowser()]);
try {
  const context = await browser.newContext({ viewport: desktop, baseURL: fabula.url, reducedMotion: 'reduce' });
  // What runs in a page is compiled with calls of this helper.
  await context.addInitScript({ content: 'globalThis.__name ??= (it) => it' });
  const { email, password } = fabula;
  await context.request.post('/api/session', { data: { email, password } });
  const rows = await measureEditor(context, fabula);
  const [cpu] = cpus();
  const table = [
    `On ${cpus().length} × ${cpu?.model.trim()}, Node ${process.versions.node}, Chromium ${browser.version()} without a graphics card.`,
    '',
    '| what | wanted | measured | floor | reached |',
    '| --- | --- | --- | --- | --- |',
    ...rows.map(
      ({ what, wanted, measured, floor, isReached }) =>
        `| ${what} | ${wanted} | ${measured} | ${floor} | ${isReached ? 'yes' : '**no**'} |`,
    ),
  ].join('\n');
  console.log(table);
  if (process.argv.includes('--write')) await writeReport('docs/performance.md', table, 'editor');
} finally {
  await browser.close();
  await fabula.stop();
}
