import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesise } from '../../local/assembly/synthesise.ts';
import { bundleRelease } from './bundle.ts';
import { describeRelease } from './describe.ts';
import type { ReleaseFacts } from './facts.ts';
import { standingIn } from './standing.ts';

/** The version is kept already, and a release does not change. */
export class KeptAlready extends Error {
  constructor(version: string) {
    super(
      `${version} is kept already, in releases/${version}/. A release does not change: raise "version" in package.json for the next one.`,
    );
    this.name = 'KeptAlready';
  }
}

/**
 * Keeps the functions of this tree as a version, in a folder of its own below `releases`. Returns what was kept. Throws a
 * `KeptAlready` when the version is there.
 */
export async function keepRelease(releases: string, version: string): Promise<ReleaseFacts> {
  const folder = join(releases, version);
  if (existsSync(folder)) throw new KeptAlready(version);
  const assembly = mkdtempSync(join(tmpdir(), 'tsunagi-release-'));
  try {
    // No function calls this address: the caller that runs the kept functions says where the mall is.
    const nowhere = { rms: { baseUrl: 'http://127.0.0.1' } };
    await synthesise({ outdir: assembly, sites: nowhere, debuggable: false });
    const described = describeRelease(assembly);
    mkdirSync(folder, { recursive: true });
    const bundle = join(folder, 'functions.cjs');
    await bundleRelease(
      bundle,
      described.functions.map(({ name }) => name),
    );
    const sha256 = createHash('sha256').update(readFileSync(bundle)).digest('hex');
    const facts: ReleaseFacts = { version, sha256, ...described };
    writeFileSync(join(folder, 'release.json'), `${JSON.stringify(facts, null, 2)}\n`);
    writeFileSync(join(folder, 'standing.json'), `${JSON.stringify(standingIn(assembly), null, 2)}\n`);
    return facts;
  } finally {
    rmSync(assembly, { recursive: true });
  }
}
