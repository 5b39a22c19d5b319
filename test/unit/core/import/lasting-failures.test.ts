import { beforeEach, describe, expect, it } from 'vitest';
import { TsunagiError } from '../../../../core/kernel/errors.ts';
import { minuteMs } from '../../../../core/kernel/time.ts';
import type { MallShop } from '../../../../core/ports/mall.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import { createProcessCache, type ImportSession } from '../../../../core/session/import-session.ts';
import { defaultImportSettings } from '../../../../core/session/import-settings.ts';
import { noVisits, type RunContext, visitShops } from '../../../../core/session/visit-shops.ts';
import { rmsTraits } from '../../../../malls/rms/traits.ts';
import { createMemoryStore, memoryPorts } from '../../../../proving/memory/index.ts';
import { noon, shop } from '../../../contract/fixtures.ts';

const lasting = new TsunagiError('store.failing', 'never', 'DynamoDB refuses it.');
const passing = new TsunagiError('store.failing', 'later', 'DynamoDB is away.');
/** More than the shops in a row after which a round ends. */
const shops = Array.from({ length: defaultImportSettings.failuresInARowMax + 10 }, (_, index) =>
  shop({ key: `rms#shop-${index}` }),
);

let now: number;
let ports: Ports;
let context: RunContext;

beforeEach(async () => {
  now = noon;
  const clock = { now: () => now, sleep: async () => {} };
  ports = {
    ...memoryPorts(createMemoryStore()),
    clock,
    random: { next: () => 0.5, id: () => 'word' },
    malls: {
      names: ['rms'],
      traits: () => rmsTraits,
      shop: async () => ({ traits: rmsTraits }) as MallShop,
      shopWith: () => ({ traits: rmsTraits }) as MallShop,
    },
  };
  for (const one of shops) await ports.shops.add(one);
  context = {
    ports,
    settings: { ...defaultImportSettings, shopsAtOnce: 1 },
    cache: createProcessCache(clock),
    budget: { remainingMs: () => 10 * minuteMs },
    runId: 'run',
    share: 'import',
  };
});

const failing = (error: unknown) => async (_run: ImportSession) => Promise.reject(error);
const noted = async (): Promise<unknown[]> =>
  (await ports.shops.all()).flatMap(({ failing }) => (failing === undefined ? [] : failing));

describe('a failure of our own that stays', () => {
  it.each([
    ['of the store', lasting],
    ['of code', new TypeError('Cannot read properties of undefined')],
  ])(
    'a lasting failure, %s, stays with its shop: all others are visited, and then it is thrown',
    async (_what, error) => {
      const report = noVisits();
      await expect(visitShops(context, shops, failing(error), { report })).rejects.toBe(error);
      expect(report).toMatchObject({ failed: shops.length, cutShort: false });
    },
  );

  it('a lasting failure is noted once at the shop, with its start, and taken away by a visit that passes', async () => {
    const [one = shop({ key: 'rms#none' })] = shops;
    const visit = async (error: unknown): Promise<void> => {
      const stored = (await ports.shops.get(one.key)) ?? one;
      await visitShops(context, [stored], error === null ? async () => {} : failing(error), {
        notesFailing: true,
      }).catch(() => undefined);
      now += minuteMs;
    };
    await visit(lasting);
    await visit(lasting);
    expect(await noted()).toEqual([{ since: noon, code: 'store.failing' }]);
    await visit(new TypeError("a buyer's name"));
    expect(await noted()).toEqual([{ since: noon, code: 'TypeError' }]);
    await visit(null);
    expect(await noted()).toEqual([]);
  });

  it('a call held back by our count of a quota is no lasting failure: the other shops are visited', async () => {
    const report = noVisits();
    const held = new TsunagiError('mall.throttled', 'later', 'It was not sent.', { sent: false });
    await visitShops(context, shops, failing(held), { report, notesFailing: true });
    expect(report).toMatchObject({ failed: shops.length, cutShort: false });
    expect(await noted()).toEqual([]);
  });

  it('a store that is away ends the round, and notes no shop', async () => {
    const report = noVisits();
    const options = { report, notesFailing: true };
    await expect(visitShops(context, shops, failing(passing), options)).rejects.toBe(passing);
    expect(report).toMatchObject({ failed: defaultImportSettings.failuresInARowMax, cutShort: true });
    expect(await noted()).toEqual([]);
  });
});
