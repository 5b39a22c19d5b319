import { beforeEach, describe, expect, it } from 'vitest';
import { hourMs, minuteMs, secondMs } from '../../../core/kernel/time.ts';
import { fail } from './scenes/town.ts';
import { type OpsWorld, openWorld, start } from './world.ts';

let world: OpsWorld;
beforeEach(() => {
  world = openWorld();
});

describe('the list of pauses', () => {
  it('tells cause, scope, since when, by whom, why, and whether it holds anything', async () => {
    const shop = await world.addShop('kado-no-mise');
    const state = { kind: 'down', since: start - hourMs, detectedAt: start - hourMs } as const;
    await world.ports.health.put({ mall: 'rms', capability: 'import', version: 1, state });
    const key = { cause: 'credentials', scope: shop.key, since: start, by: 'import', code: 'key.refused' } as const;
    await world.ports.pauses.set({ ...key, note: 'It is wrong.', credentialVersion: 1, retryAt: start + 5 * minuteMs });
    const byHand = { cause: 'manual', scope: shop.key, since: start, by: 'hanako', note: '棚卸し中' } as const;
    await world.ports.pauses.set(byHand);
    const of = {
      capability: null,
      code: null,
      function: null,
      retryAt: null,
      plannedUntil: null,
      ramp: null,
      holds: true,
    };
    const [now, before] = ['2026-11-24T15:45:00.000+09:00', '2026-11-24T14:45:00.000+09:00'];
    const note = 'The mall does not answer. It is probed every few seconds.';
    expect(await world.json('pauses')).toEqual({
      pauses: [
        {
          ...of,
          ...{ cause: 'outage', scope: 'rms', capability: 'import' },
          since: before,
          by: 'health-probe',
          note,
        },
        {
          ...of,
          ...{
            cause: 'credentials',
            scope: shop.key,
            since: now,
            by: 'import',
            note: 'It is wrong.',
            code: 'key.refused',
          },
          retryAt: '2026-11-24T15:50:00.000+09:00',
        },
        { ...of, ...byHand, since: now },
      ],
      spans: [],
    });
  });
});

describe('the status', () => {
  it('begins with the shops in trouble, and counts them', async () => {
    await world.addShop('asahi-bunko', { cursor: start });
    await world.addShop('behind-shop');
    const troubled = await world.addShop('kado-no-mise', { cursor: start });
    await world.addShop('paused-shop');
    await world.addShop('later-shop', { importFrom: start + 24 * hourMs, cursor: start + 24 * hourMs });
    const [hidden = ''] = world.rms.control.addOrders(troubled.code, { count: 2, at: start - minuteMs });
    world.rms.control.hideOrder(hidden);
    await world.poll(troubled);
    const pause = { cause: 'manual', scope: 'rms#paused-shop', since: start, by: 'hanako', note: '棚卸し中' } as const;
    await world.ports.pauses.set(pause);
    const { shops, ...told } = await world.json('status');
    expect(told).toMatchObject({ shopsTotal: 5, shopsPaused: 1, shopsBehind: 1, problemOrders: 1, pauses: 1 });
    expect(told.forAPerson).toMatchObject([{ look: 'ops pauses' }, { look: 'ops orders problems' }]);
    expect(shops.map(({ shop, state, problems }: Record<string, unknown>) => [shop, state, problems])).toEqual([
      ['rms#paused-shop', 'paused', 0],
      ['rms#behind-shop', 'behind', 0],
      ['rms#kado-no-mise', 'well', 1],
      ['rms#asahi-bunko', 'well', 0],
      ['rms#later-shop', 'waiting', 0],
    ]);
  });

  it('names an import that waits though the mall answers, and why', async () => {
    const shop = await world.addShop('kado-no-mise');
    const note = 'mall.refused, ORDER_EXT_API_GET_ORDER_ERROR_009';
    await world.ports.shops.noteImportTrouble(shop, { kind: 'refused', since: start - hourMs, note });
    const { forAPerson, shops } = await world.json('status');
    expect(forAPerson).toEqual([
      {
        ...{ kind: 'imports-troubled', count: 1, trouble: 'refused', shop: shop.key, note, look: 'ops shops list' },
        page: 'docs/runbook/import-stopped.md',
      },
    ]);
    expect(shops[0].trouble).toEqual({ kind: 'refused', since: '2026-11-24T14:45:00.000+09:00', note });
  });

  it('tells many orders that cannot be read since the same hour from one now and then', async () => {
    const shop = await world.addShop('kado-no-mise');
    const putProblem = (index: number, since: number) =>
      world.ports.orders.put(
        {
          kind: 'missing',
          shop: shop.key,
          orderNumber: `370001-20261124-${1_000_000_000 + index}`,
          version: 1,
          writer: 'run',
          problem: { kind: 'missing', since, tries: 1, reason: 'The mall lists this order but does not hand it out.' },
          dueAt: start + minuteMs,
        },
        null,
      );
    for (let index = 0; index < 10; index++) await putProblem(index, start - 2 * hourMs);
    const problems = async () => (await world.ops('status')).out.replaceAll(/\s+/g, ' ');
    expect(await problems()).not.toContain('since less than an hour');
    for (let index = 10; index < 20; index++) await putProblem(index, start - 10 * minuteMs);
    expect(await problems()).toContain('; 10 of them since less than an hour: hardly each for a reason of its own');
    // It was two lines, so that the one number of the console was 2.
    expect((await world.json('status')).forAPerson).toHaveLength(1);
  });

  it('does not call a shop well whose cursor lies in the future', async () => {
    await world.addShop('kado-no-mise', { cursor: Date.UTC(2099, 0, 1) });
    const { forAPerson, shops } = await world.json('status');
    expect(forAPerson).toEqual([
      {
        ...{ kind: 'cursors-ahead', count: 1, look: 'ops shops list' },
        page: 'docs/runbook/README.md#cursors-in-the-future',
      },
    ]);
    expect(shops).toMatchObject([{ state: 'ahead' }]);
  });

  it('is one line of JSON with every shop, for programs', async () => {
    await world.addShop('kado-no-mise');
    const said = await world.ops('status --json');
    expect(JSON.parse(said.out)).toEqual({
      at: '2026-11-24T15:45:00.000+09:00',
      place: 'local (.tsunagi)',
      shopsTotal: 1,
      shopsPaused: 0,
      shopsBehind: 1,
      problemOrders: 0,
      pauses: 0,
      pausesByCause: [],
      malls: ['import', 'status', 'stock'].map((capability) => ({
        mall: 'rms',
        capability,
        state: 'healthy',
        since: null,
        ramp: null,
      })),
      outages: [],
      maintenances: [],
      incidents: [],
      spans: [],
      seconds: {},
      changes: null,
      stock: null,
      queues: { queues: [], rejected: null, rejectedBy: {} },
      queuesUnasked: null,
      mails: { hasSender: null, stuck: 0 },
      forAPerson: [],
      shops: [
        {
          shop: 'rms#kado-no-mise',
          name: '角の店',
          cursor: '2026-11-24T14:45:00.000+09:00',
          state: 'behind',
          lagSeconds: 3600,
          problems: 0,
        },
      ],
    });
  });

  it('answers what is down, whether we are behind and what is stuck', async () => {
    await fail(world);
    const { shop, ...key } = {
      shop: await world.addShop('kado-no-mise'),
      cause: 'credentials',
      by: 'import',
      note: 'n',
    } as const;
    await world.ports.pauses.set({ ...key, scope: shop.key, since: start, credentialVersion: 1 });
    const told = await world.json('status');
    expect(told.malls.map(({ capability, state }: Record<string, string>) => [capability, state])).toEqual([
      ['import', 'down'],
      ['status', 'healthy'],
      ['stock', 'suspect'],
    ]);
    expect(told).toMatchObject({
      incidents: [{ incident: 'rms-20261124-134500', stage: 'open' }],
      pausesByCause: [
        { cause: 'credentials', shops: 1 },
        { cause: 'outage', malls: [{ mall: 'rms', capabilities: ['import'] }], shops: 1 },
      ],
      spans: [{ by: 'hanako' }],
      forAPerson: [{ kind: 'keys-refused', count: 1 }],
    });
  });
});

describe('a mall that answers slowly', () => {
  it('is named with since when and how long, and holds nothing', async () => {
    await world.addShop('kado-no-mise');
    for (const capability of ['import', 'stock'] as const) {
      const slow = { since: start, answerMs: 14_600 };
      await world.ports.health.put({ mall: 'rms', capability, version: 1, state: { kind: 'healthy', slow } });
    }
    const { out } = await world.ops('status');
    expect(out.replaceAll(/\s+/g, ' ')).toContain(
      'rms import, stock: answers slowly: 15 s, since 2026-11-24 15:45:00; nothing is held rms status: healthy',
    );
    const told = await world.json('status');
    expect(told.outages).toEqual([]);
    expect(told.malls[0]).toMatchObject({
      state: 'healthy',
      slow: { since: '2026-11-24T15:45:00.000+09:00', seconds: 15 },
    });
  });
});

describe('spans that wait', () => {
  it('are listed with the pauses: which, by whom, since when', async () => {
    await world.addShop('kado-no-mise');
    const span = { shop: 'rms#kado-no-mise', from: start - 3 * hourMs, to: start, by: 'hanako', at: start } as const;
    // Malls are asked for both ends, and for whole seconds.
    await world.ports.spans.queue({ ...span, to: start - secondMs });
    const [from, at] = ['2026-11-24T12:45:00.000+09:00', '2026-11-24T15:45:00.000+09:00'];
    expect(await world.json('pauses')).toEqual({ pauses: [], spans: [{ ...span, from, to: at, at, doneTo: null }] });
  });
});
