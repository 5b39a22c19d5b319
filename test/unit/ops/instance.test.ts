import { describe, expect, it } from 'vitest';
import { type Finder, type LocalInstance, NoInstance, openInstance } from '../../../ops/instance.ts';
import { memoryLog } from '../../support/memory/index.ts';

const variables = {
  STAGE: 'local',
  SHARDS: '1',
  ORDERS_TABLE: 'orders',
  REVISIONS_TABLE: 'revisions',
  STOCK_TABLE: 'stock',
  SHOPS_TABLE: 'shops',
  CONTROL_TABLE: 'control',
  EVENT_BUS: 'bus',
  DATA_KEY_ID: 'key',
  RMS_BASE_URL: 'http://127.0.0.1:9',
  RMS_RATE_PER_SECOND: '2',
  OVERLAP_MINUTES: '15',
  RETENTION_DAYS: '180',
};

function finder(local: LocalInstance, environment: Finder['environment'] = {}) {
  const adopted: object[] = [];
  const asked: string[] = [];
  const found: Finder = {
    environment,
    findLocal: async (folder) => {
      asked.push(folder);
      return local;
    },
    adopt: (given) => void adopted.push(given),
  };
  return { ...found, adopted, asked };
}

const open = (found: Finder, place: { local?: boolean; data?: string } = {}) =>
  openInstance(found, { local: false, data: '.tsunagi', ...place }, memoryLog());

describe('the instance a command works on', () => {
  it('is the local one where it runs, with its own variables and nobody else’s', async () => {
    const found = finder({ kind: 'running', variables }, { STAGE: 'prod' });
    const instance = await open(found, { data: 'other' });
    expect(found.asked).toEqual(['other']);
    expect(found.adopted).toEqual([variables]);
    expect([instance.place, instance.callsPerSecond]).toEqual(['local (other)', 2]);
    await instance.close();
  });

  it('is the stack of the environment where there is no local one', async () => {
    const found = finder({ kind: 'absent' }, { ...variables, STAGE: 'prod' });
    const instance = await open(found);
    expect([instance.place, found.adopted]).toEqual(['stage prod', []]);
    await instance.close();
  });

  it.each<[LocalInstance['kind'], RegExp]>([
    ['stopped', /does not run\. Start it with: npm start$/],
    ['starting', /still starting/],
  ])('that is %s is no instance: it says what to do', async (kind, message) => {
    const opening = open(finder({ kind } as LocalInstance, variables));
    await expect(opening).rejects.toThrow(NoInstance);
    await expect(opening).rejects.toThrow(message);
  });

  it('is never a stack when the local one is asked for', async () => {
    const opening = open(finder({ kind: 'absent' }, variables), { local: true, data: 'shop-data' });
    await expect(opening).rejects.toThrow(
      'No local instance runs in shop-data. Start one with: npm start -- --data shop-data',
    );
  });

  it('that is nowhere says both ways to have one', async () => {
    await expect(open(finder({ kind: 'absent' }))).rejects.toThrow(
      /no local instance runs in \.tsunagi[\s\S]*npm start[\s\S]*STAGE/,
    );
  });

  it('that is half described names every variable that is missing', async () => {
    const opening = open(finder({ kind: 'absent' }, { STAGE: 'prod' }));
    await expect(opening).rejects.toThrow(/ORDERS_TABLE[\s\S]*RETENTION_DAYS/);
  });
});
