import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { KeptAlready, keepRelease } from '../../proving/release/keep.ts';
import { keptRelease, keptVersions, releasesFolder } from '../../proving/trial/release.ts';

const folder = mkdtempSync(join(tmpdir(), 'tsunagi-kept-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('keeping a release', () => {
  it('a kept release is written once, with its bundle and what has to be known of it', async () => {
    const kept = await keepRelease(folder, '9.9.9');
    expect(readdirSync(join(folder, '9.9.9')).sort()).toEqual(['functions.cjs', 'release.json', 'standing.json']);
    expect(JSON.parse(readFileSync(join(folder, '9.9.9', 'release.json'), 'utf8'))).toEqual(kept);
    expect(kept.functions.map(({ name }) => name)).toEqual(expect.arrayContaining(['poll-orders', 'reconcile']));
    expect(kept.tables.map(({ id }) => id).sort()).toEqual([
      'Control',
      'Listings',
      'Orders',
      'Pushes',
      'Revisions',
      'Shops',
      'Stock',
    ]);

    await expect(keepRelease(folder, '9.9.9')).rejects.toThrow(KeptAlready);
  });

  it('is noticed when it is changed later', () => {
    const [version = ''] = keptVersions();
    cpSync(join(releasesFolder, version), join(folder, version), { recursive: true });
    expect(keptRelease(version, folder).facts.functions.length).toBeGreaterThan(1);
    writeFileSync(join(folder, version, 'functions.cjs'), 'exports.pollOrders = () => {};');
    expect(() => keptRelease(version, folder)).toThrow(/is not what was kept/);
  });
});

describe('the kept releases', () => {
  it('are none that this tree calls itself', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(keptVersions(), 'raise "version" in package.json').not.toContain(version);
  });

  it('are whole and small, and there is at least one', () => {
    expect(keptVersions().length).toBeGreaterThan(0);
    for (const version of keptVersions()) {
      expect(keptRelease(version).name).toBe(version);
      expect(statSync(join(releasesFolder, version, 'functions.cjs')).size).toBeLessThan(1_000_000);
    }
  });
});
