import { beforeEach, describe, expect, it } from 'vitest';
import { jstDay, minuteMs, secondMs } from '../../../core/kernel/time.ts';
import type { Shop } from '../../../core/model/shop.ts';
import { momentOf, spanHelp, when, whenHelp } from '../../../ops/arguments/parameter.ts';
import { commands } from '../../../ops/commands.ts';
import { useStockWorld } from './stock-world.ts';
import { type OpsWorld, openWorld, start } from './world.ts';

// Issue 19, 18: `import` and `audit` took an order that was placed at --to, `orders export` and `stock history` did not, and the --to of
// `shops rewind` was no end at all.

const takingMoments = (name: string) => commands.filter(({ options }) => options[name]?.takes === '<when>');

describe('a --to has one meaning in all commands', () => {
  it.each(takingMoments('to').map((command) => [command.name, command] as const))(
    'ops %s says that --to does not belong to the span',
    (_, { options, help }) => {
      expect(options.to?.help).toContain('before this moment');
      expect(options.from?.takes).toBe('<when>');
      expect(help).toContain(spanHelp);
    },
  );

  it('is played below for each of them', () => {
    const played = ['import', 'audit', 'orders export', 'stock history', 'maintenance add'];
    expect(takingMoments('to').map(({ name }) => name)).toEqual(expect.arrayContaining(played));
    const known = new Set([...played, 'orders list']);
    expect(takingMoments('to').filter(({ name }) => !known.has(name))).toEqual([]);
  });

  it.each(commands.filter(({ options }) => Object.values(options).some(({ takes }) => takes === '<when>')))(
    'ops $name says how moments are written',
    ({ help }) => {
      expect(help).toContain(whenHelp);
    },
  );
});

it.each([
  ['2026/12/01', '2026-12-01'],
  ['2026/1/2', '2026-01-02'],
  ['12/1', '2026-12-01'],
  ['1/2', '2027-01-02'],
  ['2/29', '2028-02-29'],
  ['昨日', '2026-11-23'],
  ['今日', '2026-11-24'],
  ['明日', '2026-11-25'],
])('a moment may be typed as %s', (typed, day) => {
  const read = when('a day').read(typed);
  expect('value' in read && jstDay(momentOf(read.value, start))).toBe(day);
});

it.each(['13/1', '2/30', '2026/13/01', '2026-12/01', '一昨日'])('%s is no moment', (typed) => {
  expect(when('a day').read(typed)).toMatchObject({ problem: expect.stringContaining('expected 2026-11-24') });
});

describe('of orders placed at the ends of a span', () => {
  let world: OpsWorld;
  let shop: Shop;
  let [first, last]: string[] = [];
  // Their span is a whole quarter of an hour.
  const [from, to] = ['2026-11-24 15:00', '2026-11-24 15:15'];

  beforeEach(async () => {
    world = openWorld();
    shop = await world.addShop('kado-no-mise');
    const add = (at: number) => world.rms.control.addOrders(shop.code, { count: 1, kind: 'plain', at })[0] as string;
    [first, last] = [add(start - 45 * minuteMs), add(start - 30 * minuteMs)];
  });

  it('import takes that at --from, and not that at --to', async () => {
    const span = `${'import --shop kado-no-mise'} --from ${from.replace(' ', 'T')} --to ${to.replace(' ', 'T')}`;
    expect(await world.json(span)).toMatchObject({ imported: 1, to: '2026-11-24T15:15:00.000+09:00' });
    expect([...(world.store.rowsByShop.get(shop.key)?.keys() ?? [])]).toEqual([first]);
  });

  it('import keeps the same span while the mall is down, and shows it as it was asked for', async () => {
    await world.ops([
      'maintenance',
      'add',
      '--mall',
      'rms',
      '--capabilities',
      'import',
      '--from',
      'now',
      '--to',
      '+2h',
      '--note',
      'x',
    ]);
    await world.ops(['import', '--shop', 'kado-no-mise', '--from', from, '--to', to]);
    expect(await world.ports.spans.list()).toMatchObject([
      { from: start - 45 * minuteMs, to: start - 30 * minuteMs - secondMs },
    ]);
    expect(await world.json('pauses')).toMatchObject({ spans: [{ to: '2026-11-24T15:15:00.000+09:00' }] });
    expect((await world.ops('pauses')).out).toContain('2026-11-24 15:15:00');
  });

  it('audit counts that at --from, and not that at --to', async () => {
    await world.poll(shop);
    expect(await world.json(['audit', '--from', from, '--to', to])).toMatchObject({ atMall: 1 });
  });

  it('orders export writes that at --from, and not that at --to', async () => {
    await world.poll(shop);
    const format = ['--format', 'json', '--shop', 'kado-no-mise'];
    const { out } = await world.ops(['orders', 'export', '--from', from, '--to', to, ...format]);
    expect(out).toContain(first);
    expect(out).not.toContain(last);
  });

  it('spans that follow each other, today and tomorrow among them, hold each order once', async () => {
    const counts = [];
    for (const [begins, ends] of [
      ['today', to],
      [to, 'tomorrow'],
    ])
      counts.push(
        (await world.json(['import', '--shop', 'kado-no-mise', '--from', `${begins}`, '--to', `${ends}`])).listed,
      );
    expect(counts).toEqual([1, 1]);
  });
});

describe('of counts taken in at the ends of a span', () => {
  const world = useStockWorld();

  it('stock history has that at --from, and not that at --to', async () => {
    for (const at of ['2026-11-24 09:00', '2026-11-24 10:00'])
      await world().ops(['stock', 'set', 'tea', '5', '--at', at]);
    const history = ['stock', 'history', '--sku', 'tea', '--from', '2026-11-24 09:00', '--to', '2026-11-24 10:00'];
    expect((await world().json(history)).events).toMatchObject([
      { what: 'counted', at: '2026-11-24T09:00:00.000+09:00' },
    ]);
  });
});
