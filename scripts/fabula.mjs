#!/usr/bin/env node
// The `fabula` command: installs and builds what is missing, then becomes the program. It runs in this very process, so
// that signals reach it, and killing this process leaves nothing behind. `npx fabula --help` inside the clone.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './root.mjs';

await ensureInstalled();
await ensureBuilt();
await import(pathToFileURL(join(root, 'dist', 'fabula.mjs')).href);
