/** `npm run keep-release`: keeps the functions of the current version, so that the next one can be tested beside them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { KeptAlready, keepRelease } from '../proving/release/keep.ts';

const root = fileURLToPath(new URL('../', import.meta.url));

const command: Command = new Command('keep-release')
  .description(
    'Keeps the functions of the version in package.json in releases/<version>/, for the tests of the next one (docs/how-to/cut-a-release.md).\n' +
      'A version that is kept already is never overwritten.',
  )
  .parse();

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
try {
  const { sha256 } = await keepRelease(join(root, 'releases'), version);
  console.log(`Kept ${version} in releases/${version}/: functions.cjs, sha256 ${sha256}.`);
} catch (error) {
  if (!(error instanceof KeptAlready)) throw error;
  command.error(error.message);
}
