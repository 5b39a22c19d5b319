import { beforeEach, describe, expect, it } from 'vitest';
import { hourMs, jstText, minuteMs } from '../../../core/kernel/time.ts';
import type { Shop } from '../../../core/model/shop.ts';
import { type OpsWorld, openWorld, start } from './world.ts';

let world: OpsWorld;
let shop: Shop;
const hourAgo = start - hourMs;

beforeEach(async () => {
  world = openWorld();
  shop = await world.addShop('kado-no-mise', { importFrom: start - 3 * hourMs, cursor: start - minuteMs });
});

const stored = async (key = shop.key) => (await world.ports.shops.get(key)) as Shop;
const rewind = (more: string) => world.ops(['shops', 'rewind', '--from', jstText(hourAgo), ...more.split(' ')]);

describe('sending the import of a shop back', () => {
  it('lists what was placed since again, and imports what has no row', async () => {
    world.rms.control.addOrders(shop.code, { count: 4, at: start - 40 * minuteMs });
    await world.poll(shop);
    world.store.rowsByShop.clear();
    await world.poll(shop);
    expect(world.store.rowsByShop.get(shop.key)?.size ?? 0).toBe(0);
    const said = await rewind('--shop kado-no-mise --yes');
    expect(said).toMatchObject({ code: 0 });
    await world.poll(shop);
    expect(world.store.rowsByShop.get(shop.key)?.size).toBe(4);
  });

  it('starts scan and re-reading over, and says from where to where', async () => {
    await world.ports.shops.recordScan(shop, start);
    await world.ports.shops.recordReread(shop, '2026-11-24', '~');
    const [from, to] = ['2026-11-24T15:44:00.000+09:00', '2026-11-24T14:45:00.000+09:00'];
    const { shops } = JSON.parse((await rewind('--shop kado-no-mise --yes --json')).out);
    expect(shops).toEqual([{ shop: shop.key, from, to, rewound: true }]);
    expect(await stored()).toMatchObject({ cursor: hourAgo, scannedAt: 0, rereadDay: '', rewound: { times: 1 } });
  });

  it('leaves a cursor that stands before the moment, and the first day', async () => {
    const [behind, young] = [
      await world.addShop('behind', { importFrom: start - 3 * hourMs, cursor: start - 2 * hourMs }),
      await world.addShop('young', { importFrom: start - 10 * minuteMs, cursor: start }),
    ];
    await rewind('--all --yes');
    expect(await stored(behind.key)).toMatchObject({ cursor: start - 2 * hourMs, rewound: { times: 1 } });
    expect(await stored(young.key)).toMatchObject({ cursor: start - 10 * minuteMs });
  });

  it('is done once more when it is asked for once more, and counted', async () => {
    for (const times of [1, 2]) {
      expect(await rewind('--all --yes')).toMatchObject({ code: 0 });
      expect((await stored()).rewound?.times).toBe(times);
    }
  });

  it('outlives a poll that began before and ends after it', async () => {
    const seenBefore = await stored();
    await rewind('--all --yes');
    await world.ports.shops.moveCursor(seenBefore, start);
    expect((await stored()).cursor).toBe(hourAgo);
  });

  it('is retried when the cursor passes the moment in between', async () => {
    const behind = await world.addShop('behind', { importFrom: start - 3 * hourMs, cursor: start - 2 * hourMs });
    const { get } = world.ports.shops;
    let reads = 0;
    Object.assign(world.ports.shops, {
      get: async (key: Shop['key']) => {
        const seen = await get(key);
        if (++reads === 1) await world.ports.shops.moveCursor(behind, start - minuteMs);
        return seen;
      },
    });
    await rewind('--shop behind --yes');
    expect(await get(behind.key)).toMatchObject({ cursor: hourAgo });
  });

  it('only shows what it would do when it is asked for that', async () => {
    const before = await stored();
    const said = await rewind('--all --dry-run --json');
    expect(JSON.parse(said.out)).toEqual({
      to: '2026-11-24T14:45:00.000+09:00',
      dryRun: true,
      shops: [
        {
          shop: shop.key,
          from: '2026-11-24T15:44:00.000+09:00',
          to: '2026-11-24T14:45:00.000+09:00',
          rewound: true,
        },
      ],
    });
    expect(await stored()).toEqual(before);
  });
});

describe('sending imports back asks first, of one shop as of all', () => {
  const asked = (scope: string, typed?: string) =>
    world.ops(
      ['shops', 'rewind', '--from', jstText(hourAgo), ...scope.split(' ')],
      typed === undefined ? {} : { typed },
    );

  it.each(['--shop kado-no-mise', '--all', '--all --json'])(
    '%s shows what it would change, and does nothing on n',
    async (scope) => {
      const before = await stored();
      const said = await asked(scope, 'n\n');
      expect(said).toMatchObject({ code: 1, out: '' });
      expect(said.err).toContain('goes back to');
      expect(said.err).toContain(
        'Send 1 shop back? Every order placed since is listed again. Type yes to go on: Nothing was changed.\n',
      );
      expect(said.err).not.toContain('--yes');
      expect(await stored()).toEqual(before);
    },
  );

  it('does it on yes, and says what to do where there is no terminal to ask at', async () => {
    expect(await asked('--shop kado-no-mise')).toMatchObject({
      code: 1,
      err: expect.stringContaining('Nothing was changed. Without a terminal, say so with --yes.'),
    });
    expect(await asked('--shop kado-no-mise', 'yes\n')).toMatchObject({ code: 0 });
    expect((await stored()).cursor).toBe(hourAgo);
  });
});

describe('sending imports back is refused', () => {
  it('for no shop, for two at once, to the future and further back than the mall answers', async () => {
    expect((await rewind('--json')).err).toContain('--shop, --all: give one of them.');
    expect((await rewind('--all --yes --shop kado-no-mise')).err).toContain('not both');
    const to = (moment: string) => world.ops(['shops', 'rewind', '--all', '--yes', '--from', moment]);
    expect((await to('2026-11-25')).err).toContain('lies in the future');
    expect((await to('2024-01-01')).err).toContain('further back than the mall answers');
  });
});
