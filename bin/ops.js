#!/usr/bin/env node
// `ops` as a command of its own: npx ops, npm link, or a packed file. Node 24 is needed and may be another than runs this;
// npm has brought it along (docs/decisions/0009-node-by-npm.md). So this file is JavaScript that Node 20 understands.
import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(realpathSync(fileURLToPath(import.meta.url)));
const wanted = 24;
const major = Number(process.versions.node.split('.')[0]);

if (major >= wanted) await run();
else passOn();

async function run() {
  const bundle = join(here, '../dist/ops/ops.js');
  // Node takes the types out of sources, but not under node_modules: https://nodejs.org/api/typescript.html
  const isInstalled = here.split(/[\\/]/).includes('node_modules');
  if (!isInstalled) await import('./ops.ts');
  else if (existsSync(bundle)) await import(new URL('../dist/ops/ops.js', import.meta.url).href);
  else fail('This package was packed without its bundle. Pack it with: npm pack --ignore-scripts=false');
}

function passOn() {
  const newer = nodeOfNpm(here);
  if (newer === null)
    return fail(`ops needs Node ${wanted}; this is ${process.version}, and npm has brought no other.`);
  const child = spawn(newer, [join(here, 'ops.js'), ...process.argv.slice(2)], { stdio: 'inherit' });
  // Ctrl-C reaches the child by itself; whether it ends at once is its affair.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
  });
}

/** The Node that npm has put beside the packages, in this folder or one above. */
function nodeOfNpm(folder) {
  for (let at = folder; ; at = dirname(at)) {
    const node = join(at, 'node_modules/.bin/node');
    if (existsSync(node)) return node;
    if (dirname(at) === at) return null;
  }
}

function fail(what) {
  process.stderr.write(`${what}\n`);
  process.exitCode = 1;
}
