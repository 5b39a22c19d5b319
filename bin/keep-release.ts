/** `npm run keep-release`: keeps the functions of the present version, so that the next one can be tested beside them. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { synthesise } from './local/synthesise.ts';
import { bundleRelease } from './release/bundle.ts';
import { describeRelease } from './release/describe.ts';
import type { ReleaseFacts } from './release/facts.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const folder = join(root, 'releases', version);

const command = new Command('keep-release')
  .description(
    `Keeps the functions of this version in releases/<version>/, for the tests of the next one (docs/releases.md).\n` +
      'A version that is kept already is never overwritten.',
  )
  .parse();

if (existsSync(folder)) {
  command.error(
    `${version} is kept already, in releases/${version}/. A release does not change: raise "version" in package.json for the next one.`,
  );
}

const assembly = mkdtempSync(join(tmpdir(), 'tsunagi-release-'));
try {
  // No function calls this address: whoever runs the kept functions says where the mall is.
  await synthesise({ outdir: assembly, rmsBaseUrl: 'http://127.0.0.1', debuggable: false });
  mkdirSync(folder, { recursive: true });
  const bundle = join(folder, 'functions.cjs');
  const described = describeRelease(assembly);
  await bundleRelease(
    bundle,
    described.functions.map(({ name }) => name),
  );
  const sha256 = createHash('sha256').update(readFileSync(bundle)).digest('hex');
  const facts: ReleaseFacts = { version, sha256, ...described };
  writeFileSync(join(folder, 'release.json'), `${JSON.stringify(facts, null, 2)}\n`);
  console.log(`Kept ${version} in releases/${version}/: functions.cjs, sha256 ${sha256}.`);
} finally {
  rmSync(assembly, { recursive: true });
}
