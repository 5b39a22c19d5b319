import { describe, expect, it } from 'vitest';
import { type Finder, findInstallation, type LocalInstance, type Place } from '../../../ops/frame/installation.ts';
import { NoInstance } from '../../../ops/frame/instance.ts';
import { memoryLog } from '../../../proving/memory/index.ts';
import type { Stage } from '../../../wiring/deployment.ts';
import { functionVariables as variables } from './function-variables.ts';

/** A finder that finds this instance, and notes what it is asked for. */
function finder(local: LocalInstance, environment: Finder['environment'] = {}) {
  const asked: unknown[] = [];
  const found: Finder = {
    environment,
    findLocal: async (folder) => {
      asked.push(['local', folder]);
      return local;
    },
    adopt: (given) => void asked.push(['adopt', given]),
    inspectFolder: async () => Promise.reject(new Error('not used here')),
    choose: (region, profile) => void asked.push(['choose', region, profile]),
    openStage: async (stage) => {
      asked.push(['stage', stage]);
      return { name: stage, region: 'ap-northeast-1', close: () => undefined } as Stage;
    },
  };
  return { ...found, asked };
}

const find = (found: Finder, place: Partial<Place> = {}) =>
  findInstallation(found, {
    local: false,
    data: '.tsunagi',
    stage: undefined,
    region: undefined,
    profile: undefined,
    ...place,
  });

const open = async (found: Finder, place: Partial<Place> = {}) => (await find(found, place)).open(memoryLog());

describe('the installation a command works on', () => {
  it('is the local one where it runs, with its own variables and no others', async () => {
    const found = finder({ kind: 'running', variables, timeAheadMs: null }, { STAGE: 'prod', TSUNAGI_STAGE: 'prod' });
    const instance = await open(found, { data: 'other' });
    expect(found.asked).toContainEqual(['local', 'other']);
    expect(found.asked).toContainEqual(['adopt', variables]);
    expect([instance.place, instance.callsPerSecond]).toEqual(['local (other)', 2]);
    await instance.close();
  });

  it('says before each command by how much its time is ahead of this machine’s clock, once that is worth knowing', async () => {
    const said = async (timeAheadMs: number | null) => {
      const instance = await open(finder({ kind: 'running', variables, timeAheadMs }));
      await instance.close();
      return instance.notices;
    };
    expect(await said(5 * 3_600_000)).toEqual([
      expect.stringMatching(/is 5 h 0 min ahead of this machine’s clock.*ops doctor$/),
    ]);
    for (const none of [null, 0, 2_000, -3_600_000]) expect(await said(none)).toEqual([]);
  });

  it('is the stage that is named, wherever a local instance runs', async () => {
    const found = finder({ kind: 'running', variables, timeAheadMs: null });
    const { kind, place } = await find(found, { stage: 'prod', region: 'ap-northeast-3', profile: 'shop' });
    expect([kind, place]).toEqual(['stage', 'stage prod, ap-northeast-1']);
    expect(found.asked).toEqual([
      ['choose', 'ap-northeast-3', 'shop'],
      ['stage', 'prod'],
    ]);
  });

  it('is the stage of TSUNAGI_STAGE where there is no local one', async () => {
    const found = finder({ kind: 'absent' }, { ...variables, TSUNAGI_STAGE: 'test' });
    expect((await find(found)).place).toBe('stage test, ap-northeast-1');
  });

  it('is the one of the environment’s variables where nothing else is said', async () => {
    const found = finder({ kind: 'absent' }, { ...variables, STAGE: 'prod' });
    const instance = await open(found);
    expect(instance.place).toBe('stage prod, as the environment describes it');
    expect(found.asked.map((entry) => (entry as string[])[0])).toEqual(['choose', 'local']);
    await instance.close();
  });

  it.each<[LocalInstance['kind'], RegExp]>([
    ['stopped', /does not run\. Start it with: npm start$/],
    ['starting', /still starting/],
  ])('that is %s cannot be opened: it says what to do', async (kind, message) => {
    const opening = open(finder({ kind } as LocalInstance, variables));
    await expect(opening).rejects.toThrow(NoInstance);
    await expect(opening).rejects.toThrow(message);
  });

  it('that is stopped names the stage that may have been meant', async () => {
    const opening = open(finder({ kind: 'stopped' }, { TSUNAGI_STAGE: 'prod' }));
    await expect(opening).rejects.toThrow(
      /npm start\. The stage that TSUNAGI_STAGE names is meant with: --stage prod$/,
    );
  });

  it('is never a stage when the local one is asked for', async () => {
    const found = finder({ kind: 'absent' }, { ...variables, TSUNAGI_STAGE: 'prod' });
    await expect(open(found, { local: true, data: 'shop-data' })).rejects.toThrow(
      'No local instance runs in shop-data. Start one with: npm start -- --data shop-data',
    );
  });

  it('that is nowhere says both ways to have one', async () => {
    await expect(find(finder({ kind: 'absent' }))).rejects.toThrow(
      /no local instance runs in \.tsunagi[\s\S]*npm start[\s\S]*--stage prod/,
    );
  });

  it('that is half described names every variable that is missing', async () => {
    const opening = open(finder({ kind: 'absent' }, { STAGE: 'prod' }));
    await expect(opening).rejects.toThrow(/ORDERS_TABLE[\s\S]*RETENTION_DAYS/);
  });
});
