/**
 * The browser of the journeys: a Chromium that ships inside an npm package, so that nothing is downloaded.
 *
 * `FABULA_TEST_BROWSER` names another executable. Otherwise `@sparticuz/chromium` is unpacked once into a folder of its
 * own per user and version. The package would start whatever lies in `$TMPDIR/chromium`, even a half-written file, so it
 * unpacks into a fresh folder that gets its final name only when it is complete.
 */
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { type Browser, type LaunchOptions, chromium as playwright } from 'playwright-core';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--font-render-hinting=none',
];

/** Starts the browser; whoever calls closes it. */
export async function launchBrowser(): Promise<Browser> {
  return playwright.launch(await browserLaunchOptions());
}

/** How the browser is started; unpacks it when that has not been done. */
export async function browserLaunchOptions(): Promise<LaunchOptions> {
  const ownBrowser = process.env['FABULA_TEST_BROWSER'];
  if (ownBrowser !== undefined) return { executablePath: ownBrowser, args: flags };
  const folder = await unpackChromium();
  return {
    executablePath: join(folder, 'chromium'),
    args: flags,
    env: { ...process.env, ...(hasSystemNss() ? {} : { LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') }) },
  };
}

async function unpackChromium(): Promise<string> {
  const main = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const manifest: { version: string } = JSON.parse(readFileSync(join(dirname(main), '../../package.json'), 'utf8'));
  const folder = join(tmpdir(), `fabula-chromium-${manifest.version}-${userInfo().uid}`);
  if (existsSync(folder)) return folder;

  const staging = mkdtempSync(`${folder}.`);
  const before = { ...process.env };
  // Read by the package when it is imported; the second makes it unpack the libraries that a bare system lacks.
  process.env['TMPDIR'] = staging;
  if (!hasSystemNss()) process.env['AWS_LAMBDA_JS_RUNTIME'] = 'nodejs20.x';
  try {
    const { default: chromium } = await import('@sparticuz/chromium');
    await chromium.executablePath();
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  }
  try {
    renameSync(staging, folder);
  } catch {
    // Another process was faster; its copy is complete.
    rmSync(staging, { recursive: true, force: true });
  }
  return folder;
}

/** Whether the system has the one library that bare systems lack. */
function hasSystemNss(): boolean {
  const folders = ['/lib64', '/usr/lib64', '/usr/lib', '/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu'];
  return folders.some((folder) => existsSync(join(folder, 'libnss3.so')));
}
