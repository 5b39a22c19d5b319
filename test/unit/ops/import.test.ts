import { beforeEach, describe, expect, it } from 'vitest';
import { TsunagiError } from '../../../core/kernel/errors.ts';
import { dayMs, hourMs, minuteMs, secondMs } from '../../../core/kernel/time.ts';
import type { Pause } from '../../../core/model/pause.ts';
import type { Shop } from '../../../core/model/shop.ts';
import { type OpsWorld, openWorld, start } from './world.ts';

let world: OpsWorld;
let shop: Shop;
const importHour = ['import', '--shop', 'kado-no-mise', '--from', '-1h', '--to', 'now'];

beforeEach(async () => {
  world = openWorld();
  shop = await world.addShop('kado-no-mise');
  world.rms.control.addOrders(shop.code, {
    count: 5,
    at: { from: start - 50 * minuteMs, to: start - 20 * minuteMs },
    kind: 'plain',
  });
});

const pause = (more: Partial<Pause>): Promise<void> =>
  world.ports.pauses.set({
    cause: 'manual',
    scope: shop.key,
    since: start - hourMs,
    by: 'hanako',
    note: '棚卸し中',
    ...more,
  });

describe('an import by hand', () => {
  it('stores what the span holds and tells how much of it was new', async () => {
    expect(await world.json(importHour)).toMatchObject({ listed: 5, read: 5, imported: 5, changed: 0, unchanged: 0 });
    expect(world.store.rowsByShop.get(shop.key)?.size).toBe(5);
  });

  it('stores nothing twice, finds what was edited, and names its figures as JSON', async () => {
    await world.ops(importHour);
    const [first = ''] = [...(world.store.rowsByShop.get(shop.key)?.keys() ?? [])];
    world.rms.control.editOrder(shop.code, first, { memo: '急ぎ' });
    const said = await world.ops([...importHour, '--json']);
    expect(JSON.parse(said.out)).toEqual({
      shop: shop.key,
      from: '2026-11-24T14:45:06.000+09:00',
      to: '2026-11-24T15:45:06.000+09:00',
      listed: 5,
      read: 5,
      unread: 0,
      imported: 0,
      changed: 1,
      missing: 0,
      quarantined: 0,
      unchanged: 4,
    });
    expect(said.out.trimEnd()).not.toContain('\n');
  });

  it('leaves the schedule’s cursor where it is', async () => {
    await world.ops(importHour);
    expect((await world.ports.shops.get(shop.key))?.cursor).toBe(shop.cursor);
  });

  it('points to the orders that could not be read', async () => {
    const [hidden = ''] = world.rms.control.addOrders(shop.code, { count: 1, at: start - minuteMs });
    world.rms.control.hideOrder(hidden);
    const said = await world.ops(importHour);
    expect(said.out).toContain('ops orders problems --shop rms#kado-no-mise');
  });

  it('says what it could not read before its time was over, and fails', async () => {
    const open = world.ports.malls.shop.bind(world.ports.malls);
    const spoiler = [...(world.rms.control.books().shops[0]?.orders ?? [])][0]?.orderNumber as string;
    Object.assign(world.ports.malls, {
      shop: async (wanted: Shop) => {
        const mall = await open(wanted);
        const readOrders = async (numbers: readonly string[]) => {
          world.pass(3 * dayMs);
          if (numbers.includes(spoiler) && numbers.length > 1) {
            throw new TsunagiError('mall.unreadable', 'later', 'The answer is broken.');
          }
          return mall.readOrders(numbers);
        };
        return { ...mall, readOrders };
      },
    });
    world.rms.control.addOrders(shop.code, {
      count: 20,
      at: { from: start - 45 * minuteMs, to: start - 30 * minuteMs },
    });
    const said = await world.ops([...importHour, '--json']);
    expect(said.code).toBe(1);
    expect(JSON.parse(said.out)).toMatchObject({ listed: 25, imported: 21, unread: 4 });
    expect(said.err).toContain('4 orders could not be read: bad ones among them spoil the mall');
  });

  it('shows how far it has come: in place on a terminal, as lines elsewhere', async () => {
    const onTerminal = await world.ops(importHour, { columns: 60 });
    expect(onTerminal.err).toContain('\r\u001b[2Krms#kado-no-mise: 5 listed, 5 read, 5 new, 0 changed');
    expect(onTerminal.err.endsWith('\r\u001b[2K')).toBe(true);
    const elsewhere = await world.ops(importHour);
    expect(elsewhere.err).toBe('rms#kado-no-mise: 5 listed, 0 read, 0 new, 0 changed\n');
  });

  it('refuses a span further back than the mall answers', async () => {
    const said = await world.ops(['import', '--shop', shop.key, '--from', '2024-01-01', '--to', 'now']);
    expect(said).toMatchObject({ code: 2, err: expect.stringContaining('further back than the mall answers') });
  });
});

describe('an import by hand under a pause', () => {
  it('of a person runs, says so, and leaves the pause', async () => {
    await pause({});
    const said = await world.ops([...importHour, '--json']);
    expect(said).toMatchObject({ code: 0, err: expect.stringContaining('paused by hanako') });
    expect(JSON.parse(said.out)).toMatchObject({ imported: 5 });
    expect(await world.ports.pauses.list()).toHaveLength(1);
  });

  it('for a refused key is refused, with the reason and what to do', async () => {
    await pause({
      cause: 'credentials',
      by: 'import',
      note: 'RMS answered 401.',
      code: 'key.refused',
      credentialVersion: 1,
      retryAt: start + hourMs,
    });
    const said = await world.ops(importHour);
    expect(said).toMatchObject({ code: 3, out: '' });
    for (const told of ['RMS answered 401.', 'ops keys rotate --shop rms#kado-no-mise'])
      expect(said.err).toContain(told);
    expect(world.rms.control.books().shops[0]?.calls).toEqual({});
  });

  it.each(['outage', 'maintenance'] as const)('for an %s is queued, even under a second pause', async (cause) => {
    await pause({});
    await pause({ cause, scope: 'rms', by: 'health-probe', note: 'RMS answers 503.' });
    const said = await world.ops([...importHour, '--by', 'hanako']);
    expect([said.code, said.err]).toEqual([0, '']);
    expect(await world.ports.spans.list()).toEqual([
      { shop: shop.key, from: start - hourMs, to: start - secondMs, by: 'hanako', at: start },
    ]);
    expect(world.rms.control.books().shops[0]?.calls).toEqual({});
  });

  it('is queued once, however often the same span is asked for', async () => {
    await pause({ cause: 'outage', scope: 'rms', by: 'health-probe', note: 'RMS answers 503.' });
    const span = [
      'import',
      '--shop',
      'kado-no-mise',
      '--from',
      '2026-11-24 14:00',
      '--to',
      '2026-11-24 15:00',
      '--json',
    ];
    expect(JSON.parse((await world.ops(span)).out)).toMatchObject({ queued: 'queued', waitsFor: { cause: 'outage' } });
    world.pass(minuteMs);
    expect(JSON.parse((await world.ops(span)).out)).toMatchObject({ shop: shop.key, queued: 'renewed' });
    expect(await world.ports.spans.list()).toMatchObject([{ at: start + minuteMs }]);
  });

  it('is not queued when the mall would not answer for it any more', async () => {
    await pause({ cause: 'outage', scope: 'rms', by: 'health-probe', note: 'RMS answers 503.' });
    const said = await world.ops(['import', '--shop', shop.key, '--from', '2024-01-01', '--to', 'now']);
    expect(said).toMatchObject({ code: 2, err: expect.stringContaining('further back than the mall answers') });
    expect(await world.ports.spans.list()).toEqual([]);
  });

  it('runs when the shop has had another key since, and its success lifts the pause', async () => {
    await pause({ cause: 'credentials', credentialVersion: 0 });
    expect(await world.ops(importHour)).toMatchObject({ code: 0 });
    expect(await world.ports.pauses.list()).toEqual([]);
  });
});

describe('an import by hand that fails midway', () => {
  it('says what was stored before, and that the same command goes on', async () => {
    world.rms.control.addOrders(shop.code, { count: 150, at: { from: start - 19 * minuteMs, to: start - minuteMs } });
    const readOne = world.ports.malls.shop.bind(world.ports.malls);
    let readings = 0;
    Object.assign(world.ports.malls, {
      shop: async (wanted: Shop) => {
        const mall = await readOne(wanted);
        return {
          ...mall,
          readOrders: async (numbers: readonly string[]) => {
            if (++readings === 2) world.rms.control.break({ kind: 'server-error-html' });
            return mall.readOrders(numbers);
          },
        };
      },
    });
    const said = await world.ops(importHour);
    expect(said.code).toBe(1);
    expect(said.err).toContain('The import ended early. What was stored stands: 100 read, 100 new, 0 changed.');
    expect(said.err).toMatch(/\[mall\.[a-z-]+\]\n$/);
  });
});
