import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * `npm pack --ignore-scripts=false` runs this first: the command line as JavaScript with all that it needs, since Node runs no
 * TypeScript under node_modules. What a command loads late stays a file of its own. Two folders deep, where `../../package.json`
 * is what it is for the sources.
 */
const root = join(import.meta.dirname, '..');
const outdir = join(root, 'dist/ops');

rmSync(outdir, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: ['bin/ops.ts'],
  outdir,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  legalComments: 'none',
  logLevel: 'warning',
  // Some of what is bundled is CommonJS and calls `require`.
  banner: {
    js: "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);",
  },
});
// What the pages of the console load stands beside the code that serves it.
for (const file of ['style.css', 'icon.svg', 'console.js']) cpSync(join(root, 'console', file), join(outdir, file));
