import { beforeEach, describe, expect, it } from 'vitest';
import { columnsOf } from '../../../core/text/width.ts';
import { hourMs, minuteMs } from '../../../core/units.ts';
import { type OpsWorld, openWorld, start } from './world.ts';

let world: OpsWorld;
beforeEach(() => {
  world = openWorld();
});

describe('the list of pauses', () => {
  it('tells cause, scope, since when, by whom, why, and what happens on resume', async () => {
    const shop = await world.addShop('kado-no-mise');
    await world.addShop('sakura-kitchen');
    await world.ports.health.put({
      mall: 'rms',
      capability: 'import',
      version: 1,
      state: { kind: 'down', since: start - hourMs, detectedAt: start - hourMs },
    });
    await world.ports.pauses.set({
      cause: 'credentials',
      scope: shop.key,
      since: start - 5 * minuteMs,
      by: 'import',
      note: 'The key is wrong, expired or replaced.',
      code: 'key.refused',
      credentialVersion: 1,
      retryAt: start + 5 * minuteMs,
    });
    const { code, out } = await world.ops('pauses', { columns: 80 });
    expect(code).toBe(0);
    expect(out).toBe(
      [
        'rms  outage (import): the mall is down',
        '  since     2026-11-24 14:45:00 (1 h 0 min), by health-probe',
        '  shops     2',
        '  note      The mall does not answer. It is probed every few seconds.',
        '  on resume Lifted by the probe as soon as the mall answers again. Then every',
        '            order is imported, from 2026-11-24 14:45:00 on where the furthest',
        '            behind stands.',
        '',
        'rms#kado-no-mise  credentials: the mall refuses the shop’s key',
        '  since     2026-11-24 15:40:00 (5 min), by import',
        '  shops     1',
        '  note      The key is wrong, expired or replaced.',
        '  on resume Lifted by another key (ops keys rotate --shop rms#kado-no-mise), or',
        '            when the mall takes the same key, tried again at 2026-11-24',
        '            15:50:00. Then every order placed since 2026-11-24 14:45:00 is',
        '            imported.',
        '',
      ].join('\n'),
    );
  });

  it('is one line of JSON for programs', async () => {
    await world.addShop('kado-no-mise');
    await world.ports.pauses.set({
      cause: 'manual',
      scope: 'rms#kado-no-mise',
      since: start,
      by: 'hanako',
      note: '棚卸し中',
    });
    const { pauses } = JSON.parse((await world.ops('pauses --json')).out);
    expect(pauses).toEqual([
      {
        cause: 'manual',
        scope: 'rms#kado-no-mise',
        capability: null,
        since: '2026-11-24T15:45:00.000+09:00',
        by: 'hanako',
        note: '棚卸し中',
        code: null,
        function: null,
        retryAt: null,
        plannedUntil: null,
        ramp: null,
        holds: true,
        onResume:
          'Only a person lifts it: ops resume --shop rms#kado-no-mise. Then every order placed since 2026-11-24 14:45:00 is imported.',
      },
    ]);
  });

  it('says so when nothing is paused', async () => {
    expect((await world.ops('pauses')).out).toBe('Nothing is paused.\n');
  });
});

describe('the status', () => {
  it('fits a screen and begins with the shops in trouble', async () => {
    const well = await world.addShop('asahi-bunko', { name: '朝日文庫' });
    await world.addShop('behind-shop', { name: '遅れ' });
    const troubled = await world.addShop('kado-no-mise');
    await world.addShop('paused-shop', { name: '休み' });
    await world.addShop('later-shop', { name: '来月', importFrom: start + 24 * hourMs, cursor: start + 24 * hourMs });
    const [hidden = ''] = world.rms.control.addOrders(troubled.code, { count: 2, at: start - minuteMs });
    world.rms.control.hideOrder(hidden);
    await world.poll(troubled);
    await world.poll(well);
    await world.ports.pauses.set({
      cause: 'manual',
      scope: 'rms#paused-shop',
      since: start,
      by: 'hanako',
      note: '棚卸し中',
    });
    world.pass(minuteMs);

    const { code, out } = await world.ops('status', { columns: 100 });
    expect(code).toBe(0);
    expect(out).toBe(
      [
        'local (.tsunagi), 2026-11-24 15:46:02 (Japanese time)',
        '',
        'malls     rms import, status, stock: healthy',
        'incident  none',
        'pauses    manual: 1 shop held: ops pauses',
        'imports   5 shops, 1 paused, 1 behind, the furthest by 1 h 1 min (rms#behind-shop)',
        'queues    none',
        'person    1 pause that only people lift: ops pauses',
        '          1 order cannot be read or stored (the oldest for 1 min): ops orders problems',
        '',
        'shop              name      state                       cursor                     lag  problems',
        'rms#paused-shop   休み      paused: manual              2026-11-24 14:45:00  1 h 1 min         0',
        'rms#behind-shop   遅れ      behind                      2026-11-24 14:45:00  1 h 1 min         0',
        'rms#kado-no-mise  角の店    well                        2026-11-24 15:44:59      1 min         1',
        'rms#asahi-bunko   朝日文庫  well                        2026-11-24 15:45:01      1 min         0',
        'rms#later-shop    来月      starts 2026-11-25 15:45:00  2026-11-25 15:45:00                    0',
        '',
      ].join('\n'),
    );
  });

  it('names an import that waits though the mall answers, and why', async () => {
    const shop = await world.addShop('kado-no-mise');
    const note = 'mall.refused, ORDER_EXT_API_GET_ORDER_ERROR_009';
    await world.ports.shops.noteImportTrouble(shop, { kind: 'refused', since: start - hourMs, note });
    const { out } = await world.ops('status', { columns: 200 });
    expect(out).toContain(`1 shop whose import waits: all orders refused (rms#kado-no-mise: ${note}): ops shops list`);
    expect(out).toContain('behind, all orders refused');
    expect(JSON.parse((await world.ops('status --json')).out).shops[0].trouble).toEqual({
      kind: 'refused',
      since: '2026-11-24T14:45:00.000+09:00',
      note,
    });
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
    expect((await world.ops('status')).out).not.toContain('since less than an hour');
    for (let index = 10; index < 20; index++) await putProblem(index, start - 10 * minuteMs);
    expect((await world.ops('status', { columns: 200 })).out).toContain(
      '10 of them since less than an hour: hardly each for a reason of its own: ops orders problems',
    );
  });

  it('does not call a shop well whose cursor lies in the future', async () => {
    await world.addShop('kado-no-mise', { cursor: Date.UTC(2099, 0, 1) });
    const { out } = await world.ops('status');
    expect(out).toContain('1 shop whose cursor lies in the future: ops shops list');
    expect(out).toMatch(/rms#kado-no-mise +角の店 +cursor ahead of the clock/);
    expect(out).not.toMatch(/\bwell\b/);
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
      stock: null,
      queues: { queues: [], rejected: null },
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

  it('answers what is down, whether we are behind and what is stuck in its first lines', async () => {
    const shop = await world.addShop('kado-no-mise');
    const { health, incidents, pauses, spans } = world.ports;
    const since = start - hourMs;
    await health.put({
      mall: 'rms',
      capability: 'import',
      version: 1,
      state: { kind: 'down', since, detectedAt: since },
    });
    await health.put({ mall: 'rms', capability: 'stock', version: 1, state: { kind: 'suspect', since, badRounds: 1 } });
    await incidents.put({
      id: 'rms-20261124-144500',
      mall: 'rms',
      version: 1,
      openedAt: since,
      detectedAt: since,
      stage: { kind: 'open' },
      affected: [{ capability: 'import', from: since, to: null }],
      reopened: 0,
    });
    await spans.queue({ shop: shop.key, from: since, to: start, by: 'hanako', at: start });
    const key = {
      cause: 'credentials',
      scope: shop.key,
      since,
      by: 'import',
      note: 'n',
      credentialVersion: 1,
    } as const;
    await pauses.set(key);
    const { out } = await world.ops('status', { columns: 80 });
    expect(out.split('\n').slice(2, 14)).toEqual([
      'malls     rms import: down since 2026-11-24 14:45:00 (1 h 0 min)',
      '          rms stock: suspect since 2026-11-24 14:45:00: not certain yet',
      '          rms status: healthy',
      'incident  rms-20261124-144500: open for 1 h 0 min: ops incidents show',
      '          rms-20261124-144500',
      'pauses    credentials: 1 shop held',
      '          outage: rms import; 1 shop held: ops pauses',
      'imports   1 shop, 1 paused, 0 behind',
      '          1 span asked for by hand waits to be imported: ops pauses',
      'queues    none',
      'person    1 shop whose key the mall refuses: ops pauses',
      '',
    ]);
    for (const line of out.split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(80);
  });
});

describe('spans that wait', () => {
  it('are told with the pauses: which, by whom, since when', async () => {
    await world.addShop('kado-no-mise');
    const span = { shop: 'rms#kado-no-mise', from: start - 3 * hourMs, to: start, by: 'hanako', at: start } as const;
    await world.ports.spans.queue(span);
    const { out } = await world.ops('pauses', { columns: 80 });
    expect(out).toMatch(/^Nothing is paused\.\n\n1 span asked for by hand waits to be imported:\n/);
    expect(out).toMatch(
      /rms#kado-no-mise {2}2026-11-24 12:45:00 {2}2026-11-24 15:45:00 {2}2026-11-24 15:45:00\n +by hanako\n$/,
    );
    expect(JSON.parse((await world.ops('pauses --json')).out).spans).toEqual([
      {
        shop: 'rms#kado-no-mise',
        from: '2026-11-24T12:45:00.000+09:00',
        to: '2026-11-24T15:45:00.000+09:00',
        by: 'hanako',
        at: '2026-11-24T15:45:00.000+09:00',
        doneTo: null,
      },
    ]);
  });
});
