import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import type { PushContent } from '../../../../core/model/push.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import { openPushWorld, type PushWorld, shipment } from '../../../../proving/status-world.ts';
import { prng } from '../../../../simulator/index.ts';
import { type Death, mortal } from '../../../unit/core/status/mortal.ts';

/** Every change that can be requested of orders, in a world of its own. */
async function askForAll(seed: number): Promise<{ readonly world: PushWorld; readonly wanted: readonly Wanted[] }> {
  const world = await openPushWorld({ seed });
  const [toConfirm = '', toCancel = ''] = world.orders(2);
  const toShip = world.orders(3, 300);
  const [shop] = world.rms.control.shops();
  const subStatusId = String((shop?.shopId ?? 0) * 10 + 1);
  const wanted: Wanted[] = [
    [toConfirm, { kind: 'confirm' }],
    [toConfirm, shipment('0')],
    [toCancel, { kind: 'cancel', reason: 'out-of-stock' }],
    ...toShip.map((number, index): Wanted => [number, shipment(`${index + 1}`)]),
    [toShip[0] as string, { kind: 'sub-status', subStatusId }],
    [toShip[1] as string, { kind: 'memo', text: '熨斗あり' }],
  ];
  for (const [number, content] of wanted) await world.ask(number, content);
  return { world, wanted };
}
type Wanted = readonly [string, PushContent];

/** What must be true once nothing more can happen. */
function expectAllDone({ world, wanted }: { readonly world: PushWorld; readonly wanted: readonly Wanted[] }): void {
  for (const [number, { kind }] of wanted) {
    expect(world.push(number, kind)).toMatchObject({ state: { kind: 'confirmed' } });
    if (kind === 'ship') expect(world.rows(number)).toHaveLength(1);
  }
  const open = world.pushes().filter((push) => push.unknownAt ?? push.lookAgainAt ?? push.untold);
  expect(open).toEqual([]);
  const ends = new Set(world.store.pushNews.map(({ id }) => id));
  expect(ends.size).toBe(wanted.length);
  const [cancelled = ''] = wanted.find(([, { kind }]) => kind === 'cancel') ?? [];
  expect([800, 900]).toContain(world.rms.control.order(cancelled)?.model.orderProgress);
}

describe('a process that dies', () => {
  it.each(['before', 'after'] as const)(
    '%s any of its writes leaves nothing behind that others do not finish',
    async (when) => {
      let deaths = 0;
      for (let atWrite = 1; ; atWrite++) {
        const death: Death = { atWrite, when };
        const played = await askForAll(atWrite);
        const { world } = played;
        const worker = mortal(world.worker(), death);
        world.store.workMessages.length = 0;
        await world.run(worker).catch(() => undefined);
        if (!worker.died()) break;
        deaths++;
        world.failures.length = 0;
        await world.pass(4 * hourMs);
        expect(world.failures).toEqual([]);
        expectAllDone(played);
      }
      // Lease, claims, outcomes, news and their notes, the lease again.
      expect(deaths).toBeGreaterThan(15);
    },
  );
});

describe('two workers at once', () => {
  it.each([1, 2, 3, 4, 5, 6])(
    'two workers at once make every change once, without a lease between them (seed %i)',
    async (seed) => {
      const played = await askForAll(seed);
      const { world } = played;
      const leases: Ports['leases'] = {
        take: async () => ({ left: null }),
        isHeld: async () => false,
        leftIn: async () => null,
        release: async () => undefined,
      };
      await Promise.all([1, 2, 3].map(() => world.run(world.worker({ leases }))));
      await world.pass(4 * hourMs);
      expectAllDone(played);
      // No worker made a call while another worker held the claim.
      expect(world.calls().filter((call) => call === 'updateOrderShipping')).toHaveLength(4);
    },
  );

  it.each([1, 2, 3, 4, 5, 6])(
    'leave one row, though the clock of one is wrong and takes claims for dead (seed %i)',
    async (seed) => {
      const played = await askForAll(seed);
      const { world } = played;
      const leases: Ports['leases'] = {
        take: async () => ({ left: null }),
        isHeld: async () => false,
        leftIn: async () => null,
        release: async () => undefined,
      };
      const chance = prng(seed);
      const runs: Promise<unknown>[] = [];
      for (let worker = 0; worker < 6; worker++) {
        const skewMs = (worker % 2) * 20 * minuteMs;
        runs.push(world.run(world.worker({ leases }, skewMs)));
        await world.idle(chance.int(1, 8) * secondMs);
      }
      await Promise.all(runs);
      await world.pass(5 * hourMs);
      expectAllDone(played);
    },
  );
});

describe('a mall that applies calls late', () => {
  it.each([1, 2, 3, 4])(
    'a mall that applies calls late has every parcel once in the end, whatever dies in between (seed %i)',
    async (seed) => {
      const played = await askForAll(seed);
      const { world } = played;
      const chance = prng(seed);
      for (const afterMinutes of [3, 7, 12]) {
        const applyAfterMs = afterMinutes * minuteMs;
        world.rms.control.break({ kind: 'apply-later', writesOnly: true, probability: 0.5, times: 4, applyAfterMs });
      }
      for (let run = 0; run < 8; run++) {
        const death: Death = { atWrite: chance.int(1, 30), when: chance.chance(0.5) ? 'before' : 'after' };
        await world.run(mortal(world.worker(), death)).catch(() => undefined);
        world.store.leasesByName.clear();
        await world.idle(chance.int(1, 7) * minuteMs);
      }
      world.failures.length = 0;
      await world.pass(6 * hourMs);
      expect(world.failures).toEqual([]);
      expectAllDone(played);
    },
  );
});
