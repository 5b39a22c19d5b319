import { beforeEach, describe, expect, it } from 'vitest';
import { type OpsWorld, openWorld } from './world.ts';

let world: OpsWorld;
beforeEach(() => {
  world = openWorld();
});

describe('the place a command works on', () => {
  it('cannot be this machine and a stage at once', async () => {
    const { code, err } = await world.ops('status --local --stage prod --region ap-northeast-1');
    expect(code).toBe(2);
    expect(err).toContain('--local means the instance on this machine, --stage and --region a stage on AWS');
    const other = await world.ops('status --data elsewhere --local --profile shop --colour');
    expect(other.err).toContain('--local and --data mean the instance on this machine, --profile a stage on AWS');
    expect(other.err).toContain('--colour: there is no such option');
  });

  it('is printed before a table for a person, and left out of the output for programs', async () => {
    await world.addShop('kado-no-mise');
    const read = await world.ops('shops list', { columns: 100 });
    expect(read.err).toBe('local (.tsunagi)\n');
    expect((await world.ops('shops list')).err).toBe('');
    expect((await world.ops('shops list --json', { columns: 100 })).err).toBe('');
  });

  it('is said once where the command shows it itself', async () => {
    const { out, err } = await world.ops('status', { columns: 100 });
    expect(out).toMatch(/^local \(\.tsunagi\), 2026-11-24/);
    expect(err).toBe('');
  });
});
