import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const out = mkdtempSync(join(tmpdir(), 'tsunagi-synth-'));
afterAll(() => rmSync(out, { recursive: true }));

/** A synthesis bundles two functions: seconds on a good machine. */
const patient = { timeout: 60_000 };

/** Runs `npm run synth` as a machine without credentials, home folder or network settings would. */
function synth(...args: string[]) {
  return spawnSync(process.execPath, ['bin/synth.ts', '--out', out, ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH ?? '', HOME: join(out, 'no-home') },
  });
}

describe('npm run synth', () => {
  it('writes both templates and the bundles of the functions, and says where', patient, () => {
    const run = synth('-c', 'stage=trial', '-c', 'rmsBaseUrl=http://127.0.0.1:4000');
    expect(run.status, run.stderr).toBe(0);
    const written = run.stdout.trim().split('\n');
    expect(written).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/TsunagiData-trial\.template\.json$/),
        expect.stringMatching(/Tsunagi-trial\.template\.json$/),
        expect.stringMatching(/asset\.[0-9a-f]+$/),
      ]),
    );
    for (const path of written) expect(existsSync(path), path).toBe(true);
  });

  it('refuses wrong parameters, all of them at once, without a stack trace', patient, () => {
    const run = synth('-c', 'stage=PROD', '-c', 'shards=0');
    expect(run.status).toBe(1);
    expect(run.stderr).toContain('stage is "PROD"');
    expect(run.stderr).toContain('shards is "0"');
    expect(run.stderr).not.toMatch(/^ {4}at /m);
  });

  it('refuses a parameter without a value', patient, () => {
    const run = synth('-c', 'stage');
    expect(run.status).toBe(1);
    expect(run.stderr).toContain('"stage" is not a parameter: write it as name=value');
  });
});
