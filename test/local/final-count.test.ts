import { describe, expect, it } from 'vitest';
import type { Pause, Shop } from '../../core/model/index.ts';
import { Count, stoppedText } from '../../local/desk/figures.ts';
import { bringToRest, reachableShops, shopsPausedByPeople } from '../../local/desk/final-count.ts';

/** Stopping with a broken mall made every last round, for shops that none of them could reach, and took up to 50 s. */
describe('the end of a run', () => {
  const shops = ['rms#a', 'rms#b', 'yahoo#a'].map((key) => ({ key, mall: key.split('#')[0] }) as Shop);
  const mall = (name: string, faults: number) => ({ name, control: { faults: () => Array(faults).fill({}) } });
  const keysOf = (pauses: readonly Pause[], ...malls: readonly ReturnType<typeof mall>[]) =>
    reachableShops({ shops, pauses }, malls, 0).map(({ key }) => key);

  it('the end of a run waits for no shop at a broken mall, and for none that is paused', () => {
    const well = [mall('rms', 0), mall('yahoo', 0)];
    expect(keysOf([], ...well)).toEqual(['rms#a', 'rms#b', 'yahoo#a']);
    expect(keysOf([], mall('rms', 1), mall('yahoo', 0))).toEqual(['yahoo#a']);
    const pause = { scope: 'rms#b', cause: 'manual', note: '', since: 0, by: 'hanako' } as Pause;
    expect(keysOf([pause], ...well)).toEqual(['rms#a', 'yahoo#a']);
  });

  it.each([
    ['one last round where nothing more can be brought over', [true], 1],
    ['another one where something can', [false, true], 2],
  ])('makes %s', async (_, complete, rounds) => {
    const done: string[] = [];
    const cloud = {
      holdSchedules() {},
      runSchedulesNow: async () => void done.push('round'),
      queueDepths: async () => ({}),
      settle: async () => {},
    };
    const freeze = () => void done.push('freeze');
    await bringToRest(cloud as never, [{ freeze } as never], () => complete.shift() ?? true);
    expect(done).toEqual(['freeze', ...Array(rounds).fill('round')]);
  });
});

describe('the last line of a run', () => {
  const at = Date.UTC(2026, 10, 24);
  const row = (orderNumber: string, kind: string) => ({
    ...{ shop: { S: 'rms#a' }, orderNumber: { S: orderNumber }, kind: { S: kind } },
    ...(kind === 'stored' ? { orderedAt: { N: `${at}` }, storedAt: { N: `${at}` } } : {}),
  });
  const counted = (simulated: boolean): string => {
    const count = new Count();
    count.takeRow('Shops', { shop: { S: 'rms#a' }, importFrom: { N: '0' } });
    for (const [orderNumber, kind] of Object.entries({ one: 'stored', two: 'quarantined', three: 'missing' }))
      count.takeRow('Orders', row(orderNumber, kind));
    const order = { shop: 'rms#a', orderedAt: at, visibleAt: at, status: 100, lines: [] } as const;
    const orders = ['one', 'two', 'three', 'four'].map((orderNumber) => ({ ...order, orderNumber }));
    const malls = simulated ? { orders, shelves: [], now: at, calls: { rms: 1 }, pushes: 0 } : null;
    const paused = count.paused(malls as never, () => false);
    return stoppedText(count.figures(at, malls as never), { setAside: count.setAside(malls as never), paused });
  };

  it('the last line of a run does not call missing what was set aside with a reason, and says where the reasons are', () => {
    const aside = 'Set aside, each with its reason: 2 (npm run ops -- orders problems).';
    expect(counted(true)).toBe(`Stopped with 1 of 4 orders; missing 1. ${aside}`);
    expect(counted(false)).toBe(`Stopped with 1 order. ${aside}`);
  });

  it('called orders missing that waited behind a pause that a person had set', () => {
    const count = new Count();
    count.takeRow('Shops', { shop: { S: 'rms#a' }, importFrom: { N: '0' }, cursor: { N: `${at}` } });
    const order = { shop: 'rms#a', visibleAt: at, status: 100, lines: [] } as const;
    const [lost, first, second] = [at - 60_000, at, at + 60_000].map((orderedAt, index) => ({
      ...{ ...order, orderNumber: `${index}`, orderedAt, visibleAt: orderedAt },
    }));
    const malls = { orders: [lost, first, second], shelves: [], now: at + 60_000, calls: { rms: 1 }, pushes: 0 };
    const shops = [{ key: 'rms#a', mall: 'rms' }] as never;
    const said = (...pauses: readonly object[]): string => {
      const paused = new Set(shopsPausedByPeople({ shops, pauses: pauses as never }, at).map(({ key }) => key));
      const waiting = count.paused(malls as never, (shop) => paused.has(shop));
      return stoppedText(count.figures(at, malls as never), { setAside: 0, paused: waiting });
    };
    expect(said({ scope: 'rms#a', cause: 'manual' })).toBe(
      'Stopped with 0 of 3 orders; missing 1. Waiting behind a pause that a person set: 2 (npm run ops -- pauses).',
    );
    expect(said({ scope: 'rms', cause: 'outage' })).toBe('Stopped with 0 of 3 orders; missing 3.');
    expect(said()).toBe('Stopped with 0 of 3 orders; missing 3.');
  });
});
