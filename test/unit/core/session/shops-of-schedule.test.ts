import { beforeEach, describe, expect, it } from 'vitest';
import { minuteMs } from '../../../../core/kernel/time.ts';
import { shardsMax, shardsOfSchedule } from '../../../../core/model/shards.ts';
import type { Shop } from '../../../../core/model/shop.ts';
import { createProcessCache } from '../../../../core/session/import-session.ts';
import { defaultImportSettings } from '../../../../core/session/import-settings.ts';
import { shopsOfSchedule } from '../../../../core/session/visit-shops.ts';
import { createMemoryStore, memoryPorts } from '../../../../proving/memory/index.ts';
import { shop } from '../../../contract/fixtures.ts';

let now: number;
let asked: number[];
let ask: (shard: number, shards: number) => Promise<string[]>;
let add: (name: string, shard: number) => Promise<Shop>;
let move: (name: string, from: number, to: number) => Promise<unknown>;
/** How a shard's shops are read. */
let read: (shard: number, shops: () => Promise<Shop[]>) => Promise<Shop[]>;

beforeEach(() => {
  now = Date.UTC(2026, 10, 24);
  asked = [];
  read = (_, shops) => shops();
  const { shops } = memoryPorts(createMemoryStore());
  const clock = { now: () => now, sleep: async () => undefined };
  const counted = {
    ...shops,
    inShard: async (shard: number) => {
      asked.push(shard);
      return read(shard, () => shops.inShard(shard));
    },
  };
  const round = {
    ports: { shops: counted, clock },
    settings: defaultImportSettings,
    cache: createProcessCache(clock),
  };
  ask = async (shard, shards) => {
    asked = [];
    return (await shopsOfSchedule(round, shard, shards)).map(({ code }) => code).sort();
  };
  add = async (name, shard) => {
    const added = shop({ key: `rms#${name}`, shard });
    await shops.add(added);
    return added;
  };
  move = (name, from, to) => shops.moveToShard(`rms#${name}`, from, to);
});

describe('the shards of a schedule', () => {
  it.each([1, 2, 3, 12, 63, 64])('of %i cover every shard once', (shards) => {
    const all = Array.from({ length: shards }, (_, shard) => shardsOfSchedule(shard, shards)).flat();
    expect(all.sort((a, b) => a - b)).toEqual(Array.from({ length: shardsMax }, (_, shard) => shard));
  });

  it('begin with its own', () => {
    expect(shardsOfSchedule(3, 16)).toEqual([3, 19, 35, 51]);
    expect(shardsOfSchedule(63, 64)).toEqual([63]);
  });
});

describe('the shops of a schedule', () => {
  it('are those of its own shard and of all that have no schedule of their own', async () => {
    await add('own', 1);
    await add('stranded', 5);
    await add('far', 61);
    await add('other', 2);
    expect(await ask(1, 4)).toEqual(['far', 'own', 'stranded']);
    expect(await ask(2, 4)).toEqual(['other']);
  });

  it('cost an idle run one question, and all of them once in ten minutes', async () => {
    await ask(0, 1);
    expect(asked.sort((a, b) => a - b)).toEqual(Array.from({ length: 64 }, (_, shard) => shard));
    for (let minute = 1; minute < 10; minute++) {
      now += minuteMs;
      await ask(0, 1);
      expect(asked).toEqual([0]);
    }
    now += minuteMs;
    await ask(0, 1);
    expect(asked.length).toBe(64);
  });

  it('in a shard without a schedule are asked for in every run', async () => {
    await add('stranded', 7);
    await ask(0, 1);
    now += minuteMs;
    expect(await ask(0, 1)).toEqual(['stranded']);
    expect(asked.sort()).toEqual([0, 7]);
  });

  it('that come into an empty shard are found within ten minutes', async () => {
    expect(await ask(0, 2)).toEqual([]);
    await add('late', 6);
    now += 9 * minuteMs;
    expect(await ask(0, 2)).toEqual([]);
    now += minuteMs;
    expect(await ask(0, 2)).toEqual(['late']);
  });

  it('are found at once where the number of schedules changes, and the shard becomes the schedule’s own', async () => {
    await ask(0, 1);
    await add('late', 3);
    expect(await ask(3, 4)).toEqual(['late']);
    now += minuteMs;
    expect(await ask(0, 1)).toEqual(['late']);
  });

  it('are found when our clock was set back', async () => {
    await ask(0, 1);
    await add('late', 9);
    now -= 60 * minuteMs;
    expect(await ask(0, 1)).toEqual(['late']);
  });

  it('come once, even if one is moved from shard to shard while they are asked for', async () => {
    await add('moving', 0);
    const moved = Promise.withResolvers<void>();
    read = async (shard, shops) => {
      if (shard === 4) await moved.promise;
      const found = await shops();
      if (shard !== 0) return found;
      await move('moving', 0, 4);
      moved.resolve();
      return found;
    };
    expect(await ask(0, 4)).toEqual(['moving']);
  });
});
